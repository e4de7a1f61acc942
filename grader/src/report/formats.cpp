#include "report/formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/labs.hpp"
#include "report/classroom.hpp"
#include "report/classroom50.hpp"
#include "report/github_log.hpp"
#include "report/gradescope.hpp"
#include "report/html.hpp"
#include "report/junit.hpp"
#include "report/markdown.hpp"
#include "report/perfetto.hpp"
#include "report/terminal.hpp"
#include "result/json.hpp"
#include "result/nearest.hpp"

namespace grader {

namespace {

constexpr int width_of_files = 100;  // of a terminal report that is not read in a terminal

std::string points_of_labs(const ResultDocument& document) {
    std::string lines =
        fmt::format("all {} {} {}\n", document.score(), document.max_score(), word(document.status()));
    for (const LabResult& lab : document.labs)
        lines += fmt::format("{} {} {} {}\n", lab_directory(lab.lab), lab.score(), lab.max_score(),
                             word(lab.status));
    return lines;
}

constexpr ReportFormat formats[] = {
    {"terminal", "the report that `./lab grade` prints, without colour",
     [](const ResultDocument& document, const ReportContext&) {
         return render_terminal(document, {false, width_of_files, false});
     }},
    {"score", "one line for scripts: points, points in all, status",
     [](const ResultDocument& document, const ReportContext&) {
         return fmt::format("{} {} {}\n", document.score(), document.max_score(), word(document.status()));
     }},
    {"labs",
     "the same for all and then for each lab, with a first word that says which: all, lab4, lab5, practice1",
     [](const ResultDocument& document, const ReportContext&) { return points_of_labs(document); }},
    {"html", "one page for a browser, with everything in it",
     [](const ResultDocument& document, const ReportContext& context) {
         return render_html(document, context.repository);
     }},
    {"markdown", "the summary of a workflow's run",
     [](const ResultDocument& document, const ReportContext& context) {
         return render_markdown(document, context.repository);
     }},
    {"github", "the log of a workflow's step, with annotations",
     [](const ResultDocument& document, const ReportContext& context) {
         return render_github_log(document, context.token);
     }},
    {"classroom", "JSON for GitHub Classroom's reporter action",
     [](const ResultDocument& document, const ReportContext&) { return render_classroom(document); }},
    {"classroom-base64", "the same as one line of base64, for the output of a step",
     [](const ResultDocument& document, const ReportContext&) { return render_classroom_base64(document); }},
    {"classroom50", "result.json for Classroom 50; reads the variables that its runner sets",
     [](const ResultDocument& document, const ReportContext& context) {
         return render_classroom50(document, context.classroom50);
     }},
    {"classroom50-release", "release-body.md for Classroom 50",
     [](const ResultDocument& document, const ReportContext&) {
         return render_classroom50_release(document);
     }},
    {"gradescope", "results.json for Gradescope",
     [](const ResultDocument& document, const ReportContext&) { return render_gradescope(document); }},
    {"junit", "XML for Jenkins, GitLab and others",
     [](const ResultDocument& document, const ReportContext&) { return render_junit(document); }},
    {"perfetto", "the moments of failure as a trace, for https://ui.perfetto.dev",
     [](const ResultDocument& document, const ReportContext&) { return render_perfetto(document); }},
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
