#include "report/passage.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/pattern.hpp"
#include "report/text.hpp"

namespace grader {

namespace {

/// "[a](b)" becomes "a": where the link leads from a report nobody knows.
std::string without_links(std::string line) {
    for (std::size_t open = 0; (open = line.find('[', open)) != std::string::npos; ++open) {
        const std::size_t middle = line.find("](", open);
        const std::size_t end = middle == std::string::npos ? middle : line.find(')', middle);
        if (end == std::string::npos) break;
        line.erase(middle, end + 1 - middle);
        line.erase(open, 1);
    }
    return line;
}

/// Emphasis is left out, `code` is code.
void write_line(HtmlWriter& html, std::string line) {
    line = without_links(std::move(line));
    bool code = false;
    for (std::string_view rest = line;;) {
        const std::size_t tick = std::min(rest.find('`'), rest.size());
        if (code)
            html.leaf("code", rest.substr(0, tick));
        else
            html.text(rest.substr(0, tick));
        if (tick == rest.size()) return;
        rest.remove_prefix(tick + 1);
        code = !code;
    }
}

bool begins_an_item(const std::string& line) {
    static const Pattern item(R"((?:[-*]|\d{1,3}\.) .*)");
    return !item.match(line).empty();
}

}  // namespace

std::string address_of(const std::string& repository, const std::string& place) {
    static const Pattern web(R"(https?://[A-Za-z0-9.:_~/%@+-]+/)");
    return web.match(repository).empty() ? "" : repository + place;
}

std::vector<PassagePart> parts_of_passage(std::string_view passage) {
    std::vector<PassagePart> parts;
    bool begin = true;
    bool fenced = false;
    for (const std::string& line : printable_lines(passage)) {
        const bool is_fence = line.starts_with("```");
        if (is_fence) fenced = !fenced;
        if (is_fence || (line.empty() && !fenced)) {
            begin = true;
            continue;
        }
        if (begin) parts.push_back({fenced, {}});
        begin = false;
        parts.back().lines.push_back(line);
    }
    return parts;
}

void write_passage(HtmlWriter& html, std::string_view passage) {
    for (const PassagePart& part : parts_of_passage(passage)) {
        const auto element =
            part.is_code
                ? html.element("pre", {{"tabindex", "0"}, {"role", "region"}, {"aria-label", "Code"}})
                : html.element("p");
        for (std::size_t at = 0; at < part.lines.size(); ++at) {
            if (part.is_code) {
                html.text(part.lines[at]);
                html.verbatim("\n");
                continue;
            }
            if (at > 0) html.verbatim(begins_an_item(part.lines[at]) ? "<br>" : " ");
            write_line(html, part.lines[at]);
        }
    }
}

}  // namespace grader
