// A page of a terminal report: knows indentation, the margin in which labels stand, wrapping and the right
// edge. All text given to it may be anything; it becomes printable here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/style.hpp"

namespace grader {

struct Span {
    std::string text;
    Ink ink = Ink::plain;
};

class Page {
 public:
    explicit Page(const TerminalStyle& style);

    /// One empty line, never two in a row and none at the top.
    void blank();

    /// A quiet line across the page.
    void rule();

    /// `left` wrapped, with a hanging `mark` (may be empty) before and `right` at the right edge of its first
    /// line.
    void row(std::size_t indent, const Span& mark, const Span& left, const Span& right = {});

    void paragraph(std::size_t indent, const Span& text);

    /// `lead` and `text` run on in one paragraph, whose other lines are indented by four more.
    void hanging(std::size_t indent, const Span& lead, const std::string& text);

    /// A label in the margin, the text beside it. Line breaks in the text are kept. No text: nothing.
    void labelled(std::string_view label, const Span& text);

    /// A label in the margin, numbered steps beside it. No steps: nothing.
    void numbered(std::string_view label, const std::vector<std::string>& steps);

    /// A label in the margin and beside it, or below if it is long, a line to be copied: never broken. No
    /// text: nothing.
    void copyable(std::string_view label, std::string_view text);

    /// Evidence as it is, behind a bar; the continuation of a line that is too long has an arrow instead.
    /// Lines of up to 76 columns stay whole on a terminal of 80. The title may be empty.
    void exhibit(std::string_view title, const std::vector<std::string>& lines);

    /// How long its lines may be to stay whole.
    [[nodiscard]] std::size_t exhibit_columns() const;

    [[nodiscard]] const std::string& text() const { return text_; }

 private:
    void line(std::size_t indent, const std::vector<Span>& spans);
    void begin_label(std::string_view label);

    TerminalStyle style_;
    std::size_t width_;    // of the terminal, for evidence
    std::size_t measure_;  // of prose, which is hard to read when its lines are long
    std::string text_;
};

}  // namespace grader
