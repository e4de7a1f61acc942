// The parts of the page.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "class/page/figures.hpp"
#include "class/page/page.hpp"
#include "class/records.hpp"
#include "report/html_writer.hpp"

namespace grader {

/// What all parts look at.
struct PageView {
    const Class& asked;
    const std::vector<Outcome>& outcomes;
    const PageContext& context;
    std::vector<LabFigures> labs;
};

/// The student's name, or the id; with a link to the report, if there is one.
void write_student(HtmlWriter& html, const PageView& view, std::size_t student);

/// Some of them, with commas; folded if they are many.
void write_students(HtmlWriter& html, const PageView& view, const std::vector<std::size_t>& students);

/// "Grace Hopper", of one line, cut if it is very long.
[[nodiscard]] std::string shown_name(const Student& student);

/// Points, causes and checks of a lab.
void write_lab(HtmlWriter& html, const PageView& view, const LabFigures& lab);

/// What somebody must look at: no verdicts, open points, forgeries, notices, who is late, who looks alike.
void write_attention(HtmlWriter& html, const PageView& view);

/// A row each, to be sorted and filtered.
void write_table_of_students(HtmlWriter& html, const PageView& view);

/// A button that shows only the rows with this word in the table of students.
void write_filter_button(HtmlWriter& html, std::string_view text, const std::string& word);

}  // namespace grader
