#include "report/formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "report/terminal.hpp"
#include "result/json.hpp"
#include "result/nearest.hpp"

namespace grader {

namespace {

constexpr int width_of_files = 100;  // of a terminal report that is not read in a terminal

constexpr ReportFormat formats[] = {
    {"terminal", "the report that `./lab grade` prints, without colour",
     [](const ResultDocument& document, const ReportContext&) {
         return render_terminal(document, {false, width_of_files, false});
     }},
    {"score", "one line for scripts: points, points in all, status",
     [](const ResultDocument& document, const ReportContext&) {
         return fmt::format("{} {} {}\n", document.score(), document.max_score(), word(document.status()));
     }},
};

}  // namespace

std::span<const ReportFormat> report_formats() {
    return formats;
}

const ReportFormat& report_format(std::string_view name) {
    const auto* found = std::find_if(std::begin(formats), std::end(formats),
                                     [name](const ReportFormat& format) { return format.name == name; });
    if (found != std::end(formats)) return *found;
    std::vector<std::string> known;
    for (const ReportFormat& format : formats) known.emplace_back(format.name);
    const auto meant = nearest(name, known);
    throw UserError(fmt::format("there is no report format \"{}\"; {}there are {}", name,
                                meant ? fmt::format("did you mean \"{}\"? ", *meant) : "",
                                fmt::join(known, ", ")));
}

}  // namespace grader
