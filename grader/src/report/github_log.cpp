#include "report/github_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/labs.hpp"
#include "report/cause_words.hpp"
#include "report/check_words.hpp"
#include "report/explanation.hpp"
#include "report/lab_words.hpp"
#include "report/terminal.hpp"
#include "report/workflow_command.hpp"
#include "result/bounds.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

constexpr int log_columns = 100;
// The runner cuts what is longer: it takes 4096 characters, and of titles GitHub shows 255.
constexpr std::size_t max_message_bytes = 3000;
constexpr std::size_t max_title_bytes = 200;

constexpr int full_worth = 1'000'000;

struct Annotation {
    bool error = false;
    int worth = 0;     ///< points that hang on it; what keeps all checks from running is worth more than any
    std::string file;  ///< relative to the submission; empty: none
    int line = 0;
    int column = 0;
    std::string title;
    std::string message;
};

// Libraries, and paths that lead out of the submission, are not the repository's.
bool is_own(const std::string& file) {
    return !file.empty() && file.front() != '/' && file.find("..") == std::string::npos;
}

std::string command_of(const Annotation& annotation, std::string_view sources) {
    const bool placed = is_own(annotation.file);
    const auto number = [placed](int value) { return placed && value > 0 ? std::to_string(value) : ""; };
    return workflow_command(annotation.error ? "error" : "warning",
                            {{"file", placed ? std::string(sources) + annotation.file : ""},
                             {"line", number(annotation.line)},
                             {"col", number(annotation.line > 0 ? annotation.column : 0)},
                             {"title", bounded_text(annotation.title, max_title_bytes)}},
                            bounded_text(annotation.message, max_message_bytes));
}

void annotate_build(std::vector<Annotation>& found, const LabResult& lab) {
    const bool stopped = lab.status == LabStatus::not_built;
    for (const Diagnostic& diagnostic : lab.build.diagnostics) {
        const bool error = stopped && diagnostic.is_error();
        found.push_back({error, error ? full_worth : 0, diagnostic.file, diagnostic.line, diagnostic.column,
                         fmt::format("{}: {}", lab_name(lab.lab), word(diagnostic.severity)),
                         diagnostic.message});
    }
    if (!stopped || !lab.build.diagnostics.empty()) return;
    std::string reasons(not_built_text);
    for (const std::string& reason : reasons_of(lab)) reasons += "\n" + reason;
    found.push_back(
        {true, full_worth, "", 0, 0, fmt::format("{} could not be built", lab_name(lab.lab)), reasons});
}

void place_at(Annotation& annotation, const std::optional<SourceLine>& source) {
    if (!source) return;
    annotation.file = source->file;
    annotation.line = source->line;
}

Annotation annotation_of(const LabResult& lab, std::size_t number) {
    const Cause& cause = lab.causes[number - 1];
    Annotation annotation;
    annotation.worth = lab.points_lost_by(cause);
    annotation.error = annotation.worth > 0;
    place_at(annotation, cause.source);
    annotation.title = fmt::format("{}: cause {} ({})", lab_name(lab.lab), number, points_text(lab, cause));
    annotation.message = fmt::format("{} {}", claim_of(cause), share_of(lab, cause));
    if (!cause.evidence.empty()) annotation.message += fmt::format("\nSeen: {}", cause.evidence.front());
    if (!cause.why.empty()) annotation.message += fmt::format("\nWhy it is wrong: {}", cause.why);
    for (const Labelled& hint : hints_of(cause))
        annotation.message += fmt::format("\n{}: {}", hint.label, hint.text);
    return annotation;
}

Annotation annotation_of(const LabResult& lab, const CheckResult& check) {
    Annotation annotation;
    // Advice costs no points, and an open check is no fault of the line that it names.
    annotation.error = check.verdict == Verdict::fail && !check.advisory;
    annotation.worth = check.advisory ? 0 : check.max_points;
    place_at(annotation, finding_of(check).source);
    annotation.title = fmt::format("{}: {} ({})", lab_name(lab.lab), check.title, mark_of(check).points);
    const Labelled seen = seen_of(check);
    if (!finding_of(check).expected.empty())
        annotation.message = fmt::format("Expected: {}\n", finding_of(check).expected);
    annotation.message += fmt::format("{}: {}\n", seen.label, seen.text);
    annotation.message += check.verdict == Verdict::fail ? no_cause_text : meaning_of_open;
    return annotation;
}

std::vector<Annotation> annotations_of(const ResultDocument& document) {
    std::vector<Annotation> found;
    for (const LabResult& lab : document.labs) {
        annotate_build(found, lab);
        if (lab.status == LabStatus::not_started) {
            found.push_back({true, full_worth, "", 0, 0,
                             fmt::format("{}: the server did not start", lab_name(lab.lab)), lab.reason});
        }
        for (std::size_t number = 1; number <= lab.causes.size(); ++number)
            found.push_back(annotation_of(lab, number));
        for (const CheckResult* check : unsettled_checks(lab)) {
            if (lab.cause_of(check->name)) continue;
            const bool placed = finding_of(*check).source.has_value();
            if (placed || check->verdict == Verdict::inconclusive)
                found.push_back(annotation_of(lab, *check));
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Annotation& one, const Annotation& other) { return one.worth > other.worth; });
    return found;
}

std::string annotations(const ResultDocument& document, std::string_view sources) {
    const std::vector<Annotation> found = annotations_of(document);
    std::string text;
    for (const bool error : {true, false}) {
        std::size_t shown = 0;
        for (const Annotation& annotation : found) {
            if (annotation.error != error || shown == max_annotations) continue;
            text += command_of(annotation, sources);
            ++shown;
        }
    }
    return text;
}

std::string points(const ResultDocument& document) {
    std::string lines = document.labs.empty() ? "Nothing was graded." : "";
    for (const LabResult& lab : document.labs) {
        if (!lines.empty()) lines += '\n';
        lines += fmt::format("{}: {}", score_of(document, lab), verdict_of(lab));
    }
    for (const std::string& caveat : caveats_of(document)) lines += "\n" + caveat;
    const std::string title = fmt::format("Points {}/{}", document.score(), document.max_score());
    return workflow_command("notice", {{"title", title}}, lines);
}

}  // namespace

std::string render_github_log(const ResultDocument& unbounded, std::string_view wanted,
                              std::string_view sources) {
    const ResultDocument document = bounded(unbounded);
    const std::string report = render_terminal(document, {false, log_columns, false});
    // What the report tells shortly is told in full in a group, which GitHub shows folded.
    const std::string in_full = render_terminal(document, {false, log_columns, true});
    const bool abridged = std::any_of(document.labs.begin(), document.labs.end(), is_shortened);
    const std::string token = stop_token(wanted, report + in_full);
    std::string text = without_commands(report, token);
    if (abridged) {
        text += workflow_command("group", {}, "Every failure explained in full");
        text += without_commands(in_full, token);
        text += workflow_command("endgroup", {}, "");
    }
    return text + annotations(document, sources) + points(document);
}

}  // namespace grader
