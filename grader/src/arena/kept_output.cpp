#include "arena/kept_output.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace grader {

namespace {

constexpr std::size_t most_beginning = 256 * 1024;
constexpr std::size_t most_end = 32 * 1024;
constexpr std::size_t most_reports = 96 * 1024;
constexpr std::size_t most_of_one_report = 24 * 1024;
constexpr std::string_view left_out = "\n[… the grader has left something out here …]\n";
constexpr std::string_view banners[] = {
    "WARNING: ThreadSanitizer: ", "ERROR: AddressSanitizer: ", "FATAL: ThreadSanitizer",
    "FATAL: AddressSanitizer",    "io-labs: ThreadSanitizer",  "io-labs: AddressSanitizer"};
constexpr std::size_t longest_banner = 26;

std::size_t find_banner(std::string_view text) {
    std::size_t first = std::string_view::npos;
    for (const std::string_view banner : banners) first = std::min(first, text.find(banner));
    return first;
}

}  // namespace

void KeptOutput::append(std::string_view piece) {
    total_ += piece.size();
    const std::size_t fits = std::min(piece.size(), most_beginning - beginning_.size());
    beginning_.append(piece.substr(0, fits));
    piece.remove_prefix(fits);
    if (piece.empty()) return;
    // A banner may begin in what is kept already.
    if (unlooked_.empty() && reports_.empty() && end_.empty())
        unlooked_ = beginning_.substr(beginning_.size() - longest_banner);
    look_for_reports(piece);
    keep_end(piece);
}

void KeptOutput::look_for_reports(std::string_view piece) {
    std::string text = unlooked_ + std::string(piece);
    std::string_view rest = text;
    if (wanted_ > 0) rest.remove_prefix(unlooked_.size());
    while (!rest.empty()) {
        if (wanted_ == 0) {
            const std::size_t at = find_banner(rest);
            if (at == std::string_view::npos || reports_.size() >= most_reports) break;
            rest.remove_prefix(at);
            reports_ += left_out;
            wanted_ = most_of_one_report;
        }
        const std::size_t taken = std::min(wanted_, rest.size());
        reports_.append(rest.substr(0, taken));
        rest.remove_prefix(taken);
        wanted_ -= taken;
    }
    unlooked_ = text.substr(text.size() - std::min(text.size(), longest_banner));
}

void KeptOutput::keep_end(std::string_view piece) {
    end_.append(piece.substr(piece.size() - std::min(piece.size(), most_end)));
    if (end_.size() > 2 * most_end) end_.erase(0, end_.size() - most_end);
}

std::string KeptOutput::text() const {
    std::string text = beginning_ + reports_;
    if (end_.empty()) return text;
    const bool complete = beginning_.size() + end_.size() == total_;
    if (!complete) text += left_out;
    return text + end_.substr(complete ? 0 : end_.size() - std::min(end_.size(), most_end));
}

}  // namespace grader
