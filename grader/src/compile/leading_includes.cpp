#include "compile/leading_includes.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/pattern.hpp"

namespace grader {

namespace {

constexpr std::size_t most_includes = 1000;  // before the first word of its own

/// The lines of a file without their comments.
class Lines {
 public:
    explicit Lines(std::string_view text) : rest_(text) {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (rest_.substr(0, byte_order_mark.size()) == byte_order_mark)
            rest_.remove_prefix(byte_order_mark.size());
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    /// Nothing if the line goes on behind its end.
    std::optional<std::string> next() {
        const std::size_t end = rest_.find('\n');
        std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        if (!line.empty() && line.back() == '\\') return std::nullopt;
        return without_comments(line);
    }

 private:
    // Quotes are not looked at: two slashes in a name leave of the line what is no #include any more.
    std::string without_comments(std::string_view line) {
        std::string kept;
        for (std::size_t at = 0; at < line.size(); ++at) {
            const std::string_view two = line.substr(at, 2);
            if (in_comment_) {
                if (two != "*/") continue;
                in_comment_ = false;
                ++at;
                kept += ' ';
            } else if (two == "//") {
                break;
            } else if (two == "/*") {
                in_comment_ = true;
                ++at;
            } else {
                kept += line[at];
            }
        }
        const std::size_t first = kept.find_first_not_of(" \t");
        if (first == std::string::npos) return {};
        return kept.substr(first, kept.find_last_not_of(" \t") + 1 - first);
    }

    std::string_view rest_;
    bool in_comment_ = false;
};

}  // namespace

LeadingIncludes leading_includes(std::string_view text) {
    static const Pattern include("#[ \t]*include[ \t]*(?:\"([^\"\r\n]+)\"|<([^>\r\n]+)>)");
    static const Pattern once("#[ \t]*pragma[ \t]+once");
    static const Pattern define("#[ \t]*define[ \t]+([A-Za-z0-9_]+)");
    // Only names that no header of the system could know: those begin with an underscore, or don't end like
    // that.
    static const Pattern guard("#[ \t]*ifndef[ \t]+([A-Za-z][A-Za-z0-9_]*_(?:H|HPP|HH|HXX|h|hpp|hh|hxx)_*)");
    static const Pattern endif("#[ \t]*endif");
    LeadingIncludes found;
    Lines lines(text);
    bool may_be_guarded = true;
    bool closed = false;  // behind the guard's #endif
    while (!lines.at_end()) {
        const std::optional<std::string> line = lines.next();
        if (!line) return found;
        if (line->empty()) continue;
        std::vector<std::string> match;
        const auto is = [&](const Pattern& pattern) { return !(match = pattern.match(*line)).empty(); };
        if (closed || found.includes.size() == most_includes) return found;
        if (is(include)) {
            found.includes.push_back({match[1] + match[2], !match[1].empty()});
        } else if (may_be_guarded && is(guard)) {
            const std::string name = match[1];
            std::optional<std::string> second;
            do second = lines.next();
            while (second && second->empty() && !lines.at_end());
            if (!second) return found;
            const std::vector<std::string> defined = define.match(*second);
            if (defined.empty() || defined[1] != name) return found;
            found.guard = name;
        } else if (!found.guard.empty() && is(endif)) {
            closed = true;
        } else if (!is(once)) {
            return found;
        }
        may_be_guarded = false;
    }
    found.nothing_else = found.guard.empty() || closed;
    return found;
}

}  // namespace grader
