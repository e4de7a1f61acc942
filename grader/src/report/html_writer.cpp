#include "report/html_writer.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "report/text.hpp"

namespace grader {

namespace {

// Elements that are part of a line; after all others a line of the source ends, for those who read it.
bool is_inline(std::string_view tag) {
    static constexpr std::array<std::string_view, 6> tags{"a", "b", "code", "mark", "span", "strong"};
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

}  // namespace

std::string html_text(std::string_view text) {
    std::string safe;
    for (const char c : printable(text)) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

HtmlWriter::Element::~Element() {
    writer_.html_ += "</" + tag_ + ">";
    if (!is_inline(tag_)) writer_.html_ += '\n';
}

void HtmlWriter::open(std::string_view tag, Attributes attributes) {
    html_ += '<';
    html_ += tag;
    for (const auto& [name, value] : attributes) {
        html_ += ' ';
        html_ += name;
        if (!value.empty()) html_ += "=\"" + html_text(value) + '"';
    }
    html_ += '>';
}

HtmlWriter::Element HtmlWriter::element(std::string_view tag, Attributes attributes) {
    open(tag, attributes);
    return {*this, tag};
}

void HtmlWriter::leaf(std::string_view tag, std::string_view line, Attributes attributes) {
    const Element whole = element(tag, attributes);
    text(line);
}

void HtmlWriter::paragraph(std::string_view tag, std::string_view lines, Attributes attributes) {
    if (lines.empty()) return;
    const Element whole = element(tag, attributes);
    bool first = true;
    for (const std::string& line : printable_lines(lines)) {
        if (!first) verbatim("<br>");
        text(line);
        first = false;
    }
}

void HtmlWriter::single(std::string_view tag, Attributes attributes) {
    open(tag, attributes);
    html_ += '\n';
}

}  // namespace grader
