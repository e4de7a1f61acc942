#include "class/gradebook/fill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/gradebook/columns.hpp"
#include "class/gradebook/match.hpp"
#include "class/gradebook/words.hpp"
#include "report/html_writer.hpp"
#include "report/text.hpp"

namespace grader {

namespace {

/// How the feedback that is written here begins; it may be written again.
constexpr std::string_view own_words = "Lab ";

/// Two decimals at most, as platforms show them, and none that are zeros.
std::string number_text(double value, bool decimal_comma) {
    std::string text = fmt::format("{:.2f}", value);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    if (decimal_comma) std::replace(text.begin(), text.end(), '.', ',');
    return text;
}

std::string one_line_of_html(const std::string& lines) {
    std::string html;
    for (const std::string& line : printable_lines(lines)) {
        if (!html.empty()) html += "<br>";
        html += html_text(line);
    }
    return html;
}

class Filler {
 public:
    Filler(Table& table, const std::vector<Student>& students, const std::vector<Mark>& marks,
           const Platform& platform, const FillOptions& options)
        : table_(table),
          students_(students),
          marks_(marks),
          platform_(platform),
          options_(options),
          columns_(grade_columns(table, platform, options)),
          matches_(match_rows(table, students, platform, columns_.key)) {}

    Filled fill() {
        filled_.column = printable(stripped(table_.cell(0, columns_.points)));
        if (columns_.feedback) filled_.feedback = printable(stripped(table_.cell(0, *columns_.feedback)));
        find_decimal_comma();
        std::vector<bool> has_row(students_.size(), false);
        for (std::size_t row = 1; row < table_.rows(); ++row) {
            if (is_no_student(table_, row, columns_, platform_)) continue;
            ++filled_.rows;
            const RowMatch& match = matches_[row];
            if (match.student) has_row[*match.student] = true;
            fill_row(row, match);
        }
        for (std::size_t at = 0; at < students_.size(); ++at) {
            if (has_row[at]) continue;
            const Mark& mark = marks_[at];
            const std::string what =
                mark.points ? fmt::format("{} of {} points", *mark.points, mark.maximum) : mark.why_none;
            filled_.not_in_gradebook.push_back({called(students_[at]), what});
        }
        return std::move(filled_);
    }

 private:
    static std::string called(const Student& student) {
        if (student.name.empty() || student.name == student.id) return student.id;
        return fmt::format("{} ({})", student.name, student.id);
    }

    /// How the table writes numbers: by the maximum, or by any that are there.
    void find_decimal_comma() {
        for (std::size_t row = 1; row < table_.rows(); ++row) {
            for (const auto column : {std::optional(columns_.points), columns_.maximum}) {
                if (column && has_decimal_comma(table_.cell(row, *column))) decimal_comma_ = true;
            }
        }
    }

    void fill_row(std::size_t row, const RowMatch& match) {
        const std::string who = name_in_row(table_, row, platform_);
        if (!match.conflict.empty()) {
            filled_.unclear.push_back({who, match.conflict});
            return;
        }
        if (!match.student) {
            filled_.without_submission.push_back({who, ""});
            return;
        }
        const Mark& mark = marks_[*match.student];
        if (!mark.points) {
            (mark.submitted ? filled_.open : filled_.without_submission).push_back({who, mark.why_none});
            return;
        }
        if (const std::string reason = reason_not_to_touch(row); !reason.empty()) {
            filled_.untouchable.push_back({who, reason});
            return;
        }
        if (!match.doubt.empty())
            filled_.doubtful.push_back(
                {who, fmt::format("taken for {} {}", called(students_[*match.student]), match.doubt)});
        write_points(row, who, mark);
        write_feedback(row, who, mark);
        ++filled_.written;
    }

    std::string reason_not_to_touch(std::size_t row) const {
        const std::string now = folded(table_.cell(row, columns_.points));
        if (now == "ex" || now == "excused") return "excused";
        if (now == "n/a") return "not assigned to them";
        if (columns_.changeable && folded(table_.cell(row, *columns_.changeable)) == "no")
            return "the grade can't be changed";
        return {};
    }

    /// What the column has in this row, by the table or by what was said; nothing: nobody says.
    std::optional<double> maximum_in(std::size_t row) const {
        const auto said = maximum_by_table(row);
        if (!options_.maximum) return said;
        if (said && *said != *options_.maximum)
            throw UserError(fmt::format(
                "the table says that \"{}\" has {} points, and --maximum says {}; leave out --maximum",
                filled_.column, number_text(*said, false), *options_.maximum));
        return *options_.maximum;
    }

    std::optional<double> maximum_by_table(std::size_t row) const {
        if (columns_.maximum_row) return number_in(table_.cell(*columns_.maximum_row, columns_.points));
        if (!columns_.maximum) return std::nullopt;
        const auto maximum = number_in(table_.cell(row, *columns_.maximum));
        // Classrooms without tests of their own have 0 of 0.
        return maximum && *maximum > 0 ? maximum : std::nullopt;
    }

    void write_points(std::size_t row, const std::string& who, const Mark& mark) {
        const auto maximum = maximum_in(row);
        double value = *mark.points;
        if (maximum && *maximum != mark.maximum) {
            if (!options_.scale)
                throw UserError(
                    fmt::format("\"{}\" has {} points, and the lab has {}: with --scale, {} points become {}",
                                filled_.column, number_text(*maximum, false), mark.maximum, *mark.points,
                                number_text(scaled(mark, *maximum), false)));
            value = scaled(mark, *maximum);
        }
        const std::string text = number_text(value, decimal_comma_);
        const std::string before = table_.cell(row, columns_.points);
        const auto number = number_in(before);
        const bool is_same = number && std::abs(*number - value) < 0.005;
        if (is_same) return;
        if (!stripped(before).empty() && stripped(before) != "-")
            filled_.replaced.push_back(
                {who, fmt::format("{}, before {}", text, printable(stripped(before)))});
        table_.set(row, columns_.points, text);
        if (!maximum && columns_.maximum) table_.set(row, *columns_.maximum, std::to_string(mark.maximum));
    }

    static double scaled(const Mark& mark, double maximum) {
        return mark.maximum == 0 ? 0 : *mark.points * maximum / mark.maximum;
    }

    void write_feedback(std::size_t row, const std::string& who, const Mark& mark) {
        if (!columns_.feedback) return;
        const std::string before(stripped(table_.cell(row, *columns_.feedback)));
        if (!before.empty() && before != "-" && before.rfind(own_words, 0) != 0) {
            filled_.feedback_kept.push_back({who, ""});
            return;
        }
        table_.set(row, *columns_.feedback,
                   platform_.html_feedback ? one_line_of_html(mark.feedback) : mark.feedback);
    }

    Table& table_;
    const std::vector<Student>& students_;
    const std::vector<Mark>& marks_;
    const Platform& platform_;
    const FillOptions& options_;
    GradeColumns columns_;
    std::vector<RowMatch> matches_;
    bool decimal_comma_ = false;
    Filled filled_;
};

void show(std::string& text, std::string_view head, const std::vector<Remark>& remarks, std::size_t width) {
    if (remarks.empty()) return;
    text += fmt::format("  {} {}\n", remarks.size(), head);
    for (const Remark& remark : remarks) {
        const std::string line =
            printable(remark.who) + (remark.what.empty() ? "" : ": " + printable(remark.what));
        for (const std::string& part : wrapped(line, width > 10 ? width - 6 : 4))
            text += "      " + part + '\n';
    }
}

}  // namespace

Filled fill_gradebook(Table& table, const std::vector<Student>& students, const std::vector<Mark>& marks,
                      const Platform& platform, const FillOptions& options) {
    return Filler(table, students, marks, platform, options).fill();
}

std::string text_of(const Filled& filled, std::size_t width) {
    std::string text = fmt::format(
        "\"{}\": {} of {} students have points now{}.\n", filled.column, filled.written, filled.rows,
        filled.feedback.empty() ? "" : fmt::format(", and feedback in \"{}\"", filled.feedback));
    show(text, "without a submission; their cells were left as they were:", filled.without_submission, width);
    show(text, "open, which is no 0; their cells were left as they were:", filled.open, width);
    show(text, "whose cells the platform does not want changed:", filled.untouchable, width);
    show(text, "that could be several students, and were left; match them by hand:", filled.unclear, width);
    show(text, "whose row is not beyond doubt; have a look:", filled.doubtful, width);
    show(text, "that had other points before:", filled.replaced, width);
    show(text, "with somebody's words as feedback, which were kept:", filled.feedback_kept, width);
    show(text, "of the class not in the gradebook:", filled.not_in_gradebook, width);
    return text;
}

}  // namespace grader
