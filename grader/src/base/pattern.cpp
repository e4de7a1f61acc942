#include "base/pattern.hpp"

#include <re2/re2.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace grader {

namespace {

RE2::Options of_bytes() {
    RE2::Options options;
    // No code that some bytes are not valid in.
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    return options;
}

}  // namespace

struct Pattern::Compiled {
    RE2 expression;

    [[nodiscard]] std::vector<std::string> find(const std::string& text, RE2::Anchor anchor) const {
        std::vector<re2::StringPiece> places(static_cast<std::size_t>(expression.NumberOfCapturingGroups()) +
                                             1);
        const bool found =
            text.size() <= longest_text &&
            expression.Match(text, 0, text.size(), anchor, places.data(), static_cast<int>(places.size()));
        std::vector<std::string> groups;
        if (!found) return groups;
        for (const re2::StringPiece& place : places) groups.emplace_back(place.data(), place.size());
        return groups;
    }
};

Pattern::Pattern(const char* expression) : compiled_(new Compiled{{expression, of_bytes()}}) {
    if (!compiled_->expression.ok()) throw std::invalid_argument(compiled_->expression.error());
}
Pattern::~Pattern() = default;

std::vector<std::string> Pattern::match(const std::string& text) const {
    return compiled_->find(text, RE2::ANCHOR_BOTH);
}

std::vector<std::string> Pattern::search(const std::string& text) const {
    return compiled_->find(text, RE2::UNANCHORED);
}

std::string Pattern::removed_from(const std::string& text) const {
    std::string kept = text;
    if (text.size() <= longest_text) RE2::GlobalReplace(&kept, compiled_->expression, "");
    return kept;
}

}  // namespace grader
