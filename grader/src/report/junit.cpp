#include "report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/labs.hpp"
#include "report/check_text.hpp"
#include "report/text.hpp"
#include "result/bounds.hpp"
#include "result/json.hpp"
#include "result/utf8.hpp"

namespace grader {

namespace {

constexpr std::size_t failure_message_bytes = 400;

enum class Outcome { passed, failure, skipped, error };

Outcome outcome_of(const CheckResult& check) {
    switch (check.verdict) {
        case Verdict::pass:
            return Outcome::passed;
        // Its points are lost; what is skipped is open.
        case Verdict::not_reached:
        case Verdict::fail:
            return check.advisory ? Outcome::skipped : Outcome::failure;
        case Verdict::inconclusive:
            return Outcome::skipped;
        case Verdict::not_run:
            break;
    }
    return check.advisory || lacked_time(check) ? Outcome::skipped : Outcome::error;
}

/// Printable text inside a text node or an attribute. Of what is printable, XML 1.0 (section 2.2) lacks only
/// U+FFFE and U+FFFF.
std::string escaped(std::string_view text) {
    std::string safe;
    while (!text.empty()) {
        const Utf8Step step = decode_utf8(text);
        switch (step.code) {
            case U'&':
                safe += "&amp;";
                break;
            case U'<':
                safe += "&lt;";
                break;
            case U'>':
                safe += "&gt;";
                break;
            case U'"':
                safe += "&quot;";
                break;
            case 0xFFFE:
            case 0xFFFF:
                safe += "\uFFFD";
                break;
            default:
                safe += text.substr(0, step.length);
        }
        text.remove_prefix(step.length);
    }
    return safe;
}

std::string attribute(std::string_view text) {
    return escaped(printable(text));
}

std::string seconds(long milliseconds) {
    const long time = std::max(milliseconds, 0L);
    return fmt::format("{}.{:03}", time / 1000, time % 1000);
}

std::string points_properties(int points, int max_points, std::string_view indent) {
    return fmt::format(
        "{0}<properties>\n{0}  <property name=\"points\" value=\"{1}\"/>\n"
        "{0}  <property name=\"max_points\" value=\"{2}\"/>\n{0}</properties>\n",
        indent, points, max_points);
}

std::string testcase(const ResultDocument& document, const LabResult& lab, const CheckResult& check) {
    std::string text = fmt::format("    <testcase name=\"{}\" classname=\"{}.{}\" time=\"{}\">\n",
                                   attribute(entry_name(document, lab, check)), suite_of(lab.lab),
                                   attribute(check.name), seconds(check.duration_ms));
    text += points_properties(earned_points(check), countable_points(check), "      ");
    const std::string message = attribute(reason_line(lab, check, failure_message_bytes));
    const std::string explanation = escaped(explanation_text(lab, check));
    switch (outcome_of(check)) {
        case Outcome::passed:
            break;
        case Outcome::failure:
            text += fmt::format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n", message,
                                word(check.verdict), explanation);
            break;
        case Outcome::skipped:
            text += fmt::format("      <skipped message=\"{}\"/>\n", message);
            if (!explanation.empty()) text += fmt::format("      <system-out>{}</system-out>\n", explanation);
            break;
        case Outcome::error:
            text += fmt::format("      <error message=\"{}\" type=\"not-run\">{}</error>\n", message,
                                explanation);
            break;
    }
    return text + "    </testcase>\n";
}

struct Counts {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;

    void add(Outcome outcome) {
        ++tests;
        if (outcome == Outcome::failure) ++failures;
        if (outcome == Outcome::error) ++errors;
        if (outcome == Outcome::skipped) ++skipped;
    }
    void add(const Counts& other) {
        tests += other.tests;
        failures += other.failures;
        errors += other.errors;
        skipped += other.skipped;
    }
    [[nodiscard]] std::string attributes() const {
        return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", tests, failures,
                           errors, skipped);
    }
};

Counts count(const LabResult& lab) {
    Counts counts;
    for (const CheckResult& check : lab.checks) counts.add(outcome_of(check));
    return counts;
}

std::string testsuite(const ResultDocument& document, const LabResult& lab) {
    long duration = 0;
    for (const CheckResult& check : lab.checks) duration += std::max(check.duration_ms, 0L);
    std::string text = fmt::format("  <testsuite name=\"{}\" {} time=\"{}\">\n", lab_name(lab.lab),
                                   count(lab).attributes(), seconds(duration));
    text += points_properties(lab.score(), lab.max_score(), "    ");
    for (const CheckResult& check : lab.checks) text += testcase(document, lab, check);
    // Jenkins shows it beside the suite's results.
    const std::string before = preamble(document);
    if (!before.empty()) text += fmt::format("    <system-out>{}</system-out>\n", escaped(before));
    if (!lab.reason.empty()) text += fmt::format("    <system-err>{}</system-err>\n", attribute(lab.reason));
    return text + "  </testsuite>\n";
}

constexpr std::string_view unfinished_suite =
    "  <testsuite name=\"Grading\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.000\">\n"
    "    <testcase name=\"The grading came to its end\" classname=\"Grading\" time=\"0.000\">\n"
    "      <error message=\"it was interrupted, or is still going on\" type=\"unfinished\"/>\n"
    "    </testcase>\n"
    "  </testsuite>\n";

}  // namespace

std::string render_junit(const ResultDocument& unbounded) {
    const ResultDocument document = bounded(unbounded);
    const bool unfinished = document.status() == LabStatus::unfinished;
    Counts counts;
    for (const LabResult& lab : document.labs) counts.add(count(lab));
    if (unfinished) counts.add(Outcome::error);
    std::string text = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"io-labs\" {} time=\"{}\">\n",
        counts.attributes(), seconds(document.duration_ms));
    for (const LabResult& lab : document.labs) text += testsuite(document, lab);
    if (unfinished) text += unfinished_suite;
    return text + "</testsuites>\n";
}

}  // namespace grader
