#include "report/timeline_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/text.hpp"
#include "report/timeline_rows.hpp"

namespace grader {

namespace {

constexpr std::size_t most_lines = 20;
constexpr std::size_t widest_lane = 14;
constexpr std::size_t before_lane = 13;  // the time, and a mark

std::string padded(const std::string& text, std::size_t width) {
    const std::string fitting = cut(text, width);
    return fitting + std::string(width - columns(fitting), ' ');
}

/// What came of it is more than what its arguments were. Of what decides nothing is cut that can be shown.
std::vector<std::string> in(std::size_t room, const RowWords& words, bool decides) {
    const std::string what = printable(words.what);
    const std::string outcome = printable(words.outcome);
    if (columns(what) + columns(outcome) > room && decides) {
        std::vector<std::string> lines = wrapped(what + outcome, room);
        if (lines.size() <= 2) return lines;
    }
    const std::string end = cut(outcome, room / 2);
    return {cut(what, room - columns(end)) + end};
}

std::vector<std::string> lines_of(const Timeline& timeline, const std::vector<TimelineRow>& rows,
                                  std::size_t width) {
    const auto lane_of = [&](const TimelineRow& row) {
        return printable(timeline.lanes[timeline.moments[row.moment].lane]);
    };
    std::size_t lane_width = 0;
    for (const TimelineRow& row : rows) {
        if (is_of_a_moment(row)) lane_width = std::max(lane_width, columns(lane_of(row)));
    }
    lane_width = std::min(lane_width, widest_lane);
    const std::size_t before_words = before_lane + lane_width + 2;

    std::vector<std::string> lines;
    for (const TimelineRow& row : rows) {
        const RowWords words = words_of(timeline, row);
        if (!is_of_a_moment(row)) {
            lines.push_back(std::string(before_lane, ' ') + cut(words.what, width - before_lane));
            continue;
        }
        const bool decides = timeline.moments[row.moment].decides;
        std::string start = fmt::format("{:>10} {} {}  ", plain_time(row.at_us), decides ? '>' : ' ',
                                        padded(lane_of(row), lane_width));
        for (const std::string& line : in(width - before_words, words, decides)) {
            lines.push_back(start + line);
            start.assign(before_words, ' ');
        }
    }
    return lines;
}

}  // namespace

std::vector<std::string> text_of(const Timeline& timeline, std::size_t width) {
    for (std::size_t rows = most_lines;; --rows) {
        std::vector<std::string> lines = lines_of(timeline, rows_of(timeline, rows), width);
        if (lines.size() <= most_lines || rows <= most_lines / 2) {
            lines.resize(std::min(lines.size(), most_lines));
            return lines;
        }
    }
}

}  // namespace grader
