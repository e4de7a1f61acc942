#include "report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/text.hpp"

namespace grader {

namespace {

constexpr std::size_t margin = 2;
constexpr std::size_t label_columns = 16;
constexpr std::size_t widest_prose = 96;
constexpr std::size_t narrowest = 16;  // however deep the indent: something must fit

std::size_t room(std::size_t width, std::size_t taken) {
    return width > taken + narrowest ? width - taken : narrowest;
}

}  // namespace

Page::Page(const TerminalStyle& style)
    : style_(style),
      width_(static_cast<std::size_t>(std::max(style.width, 40))),
      measure_(std::min(width_, widest_prose)) {}

void Page::line(std::size_t indent, const std::vector<Span>& spans) {
    std::string content;
    for (const Span& span : spans) content += painted(span.text, span.ink, style_.colour);
    if (!content.empty()) text_.append(indent, ' ');
    text_ += content;
    while (!text_.empty() && text_.back() == ' ') text_.pop_back();
    text_ += '\n';
}

void Page::blank() {
    if (!text_.empty() && !text_.ends_with("\n\n")) text_ += '\n';
}

void Page::rule() {
    std::string bar;
    for (std::size_t at = 0; at < measure_; ++at) bar += "─";
    line(0, {{bar, Ink::quiet}});
}

void Page::row(std::size_t indent, const Span& mark, const Span& left, const Span& right) {
    const std::string sign = mark.text.empty() ? "" : printable(mark.text) + " ";
    const std::string edge = printable(right.text);
    const std::size_t start = indent + columns(sign);
    const std::size_t end = edge.empty() ? measure_ : measure_ - columns(edge) - 2;
    const std::vector<std::string> lines = wrapped(printable(left.text), room(end, start));
    for (std::size_t at = 0; at < lines.size(); ++at) {
        if (at > 0) {
            line(start, {{lines[at], left.ink}});
            continue;
        }
        const std::size_t used = start + columns(lines[at]) + columns(edge);
        const std::string gap(edge.empty() || used >= measure_ ? 0 : measure_ - used, ' ');
        line(indent, {{sign, mark.ink}, {lines[at], left.ink}, {gap}, {edge, right.ink}});
    }
}

void Page::paragraph(std::size_t indent, const Span& text) {
    for (const std::string& part : printable_lines(text.text)) {
        for (const std::string& piece : wrapped(part, room(measure_, indent)))
            line(indent, {{piece, text.ink}});
    }
}

void Page::hanging(std::size_t indent, const Span& lead, const std::string& text) {
    const std::string start = printable(lead.text);
    const std::size_t deeper = indent + 4;
    bool first = true;
    for (const std::string& piece : wrapped(start + " " + printable(text), room(measure_, deeper))) {
        const bool led = first && piece.starts_with(start);
        if (led) {
            line(indent, {{start, lead.ink}, {piece.substr(start.size())}});
        } else {
            line(first ? indent : deeper, {{piece}});
        }
        first = false;
    }
}

void Page::begin_label(std::string_view label) {
    const std::size_t gap = label_columns > label.size() ? label_columns - label.size() : 1;
    text_.append(margin, ' ');
    text_ += painted(label, Ink::strong, style_.colour);
    text_.append(gap, ' ');
}

void Page::labelled(std::string_view label, const Span& text) {
    if (text.text.empty()) return;
    constexpr std::size_t start = margin + label_columns;
    begin_label(label);
    std::size_t indent = 0;  // the label is there already
    for (const std::string& part : printable_lines(text.text)) {
        for (const std::string& piece : wrapped(part, room(measure_, start))) {
            line(indent, {{piece, text.ink}});
            indent = start;
        }
    }
}

void Page::numbered(std::string_view label, const std::vector<std::string>& steps) {
    if (steps.empty()) return;
    constexpr std::size_t start = margin + label_columns;
    const std::size_t digits = std::to_string(steps.size()).size();
    begin_label(label);
    std::size_t indent = 0;
    for (std::size_t at = 0; at < steps.size(); ++at) {
        std::string mark = fmt::format("{:>{}}. ", at + 1, digits);
        for (const std::string& part : printable_lines(steps[at])) {
            for (const std::string& piece : wrapped(part, room(measure_, start + mark.size()))) {
                line(indent, {{mark, Ink::quiet}, {piece}});
                mark.assign(mark.size(), ' ');
                indent = start;
            }
        }
    }
}

void Page::copyable(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    const std::string whole = printable(text);
    const bool fits = margin + label_columns + columns(whole) <= width_;
    // Below a label that there is not.
    if (label.empty() && !fits) return line(margin + 2, {{whole}});
    begin_label(label);
    if (fits) {
        line(0, {{whole}});
    } else {
        line(0, {});
        line(margin + 2, {{whole}});
    }
}

std::size_t Page::exhibit_columns() const {
    constexpr std::size_t bar = 2;
    return room(width_, margin + bar);
}

void Page::exhibit(std::string_view title, const std::vector<std::string>& lines) {
    constexpr std::size_t indent = margin;
    if (!title.empty()) paragraph(margin, {std::string(title), Ink::strong});
    for (const std::string& whole : lines) {
        for (const std::string& part : printable_lines(whole)) {
            std::string_view bar = "│ ";
            for (const std::string& piece : chopped(part, exhibit_columns())) {
                line(indent, {{std::string(bar), Ink::quiet}, {piece}});
                bar = "↪ ";
            }
        }
    }
}

}  // namespace grader
