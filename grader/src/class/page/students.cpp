// The students of a class on its page: how each is called wherever one is named, and the table of all.
#include <fmt/format.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "class/page/sections.hpp"
#include "class/points.hpp"
#include "report/check_words.hpp"
#include "report/html_writer.hpp"
#include "report/text.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

constexpr std::size_t longest_name = 60;
constexpr std::size_t most_in_line = 8;

std::string page_of(const Student& student) {
    return "students/" + student.id + "/report.html";
}

/// Words by which the table can be filtered, beside what is shown.
std::string words_of(const Outcome& outcome) {
    if (!outcome.document) return {};
    std::set<std::string> words;
    for (const LabResult& lab : outcome.document->labs) {
        for (const Cause& cause : lab.causes) words.insert("cause:" + cause.id);
        for (const CheckResult& check : lab.checks) {
            if (check.verdict == Verdict::fail || check.verdict == Verdict::not_reached)
                words.insert("failed:" + check.name);
        }
    }
    std::string all;
    for (const std::string& word : words) all += word + " ";
    return all;
}

struct Flag {
    std::string_view word;
    std::string_view colour;
    std::string_view topic;  ///< of the page, where more is said
};

std::vector<Flag> flags_of(const PageView& view, std::size_t at) {
    const Student& student = view.asked.students[at];
    const Outcome& outcome = view.outcomes[at];
    std::vector<Flag> flags;
    if (student.late) flags.push_back({"late", "open", "late"});
    if (!student.notices.empty() || (outcome.document && !outcome.document->notices.empty()))
        flags.push_back({"notice", "open", "notices"});
    if (outcome.document && !forgeries_in(*outcome.document).empty())
        flags.push_back({"forged", "bad", "forged"});
    if (!reasons_of(outcome).empty()) flags.push_back({"not built", "bad", "not-built"});
    if (outcome.state.is_flagged())
        flags.push_back({"machine", "open", outcome.document ? "tried-again" : "no-verdict"});
    for (const SimilarPair& pair : view.context.similar) {
        if (pair.a != student.id && pair.b != student.id) continue;
        flags.push_back({"similar", "bad", "similar"});
        break;
    }
    return flags;
}

void write_lab_cell(HtmlWriter& html, const Outcome& outcome, int number) {
    const LabResult* lab = outcome.document ? lab_numbered(*outcome.document, number) : nullptr;
    if (lab == nullptr) {
        html.leaf("td", "–", {{"class", "number quiet"}, {"data-value", "-1"}});
        return;
    }
    const std::string value = std::to_string(lab->score());
    const auto cell = html.element("td", {{"class", "number"}, {"data-value", value}});
    html.text(value);
    const bool settled = is_settled(*lab);
    if (!settled) html.leaf("span", "?", {{"class", "open"}, {"title", "some points are open"}});
    html.leaf("small",
              settled && lab->status == LabStatus::inconclusive ? "passed" : std::string(word(lab->status)));
}

/// Which of many failures it is: no server, a damaged archive, an empty folder look the same otherwise.
std::string shown_reason(const LabResult& lab) {
    constexpr std::size_t longest_reason = 160;
    return cut(printable(lab.reason), longest_reason);
}

void write_cause_cell(HtmlWriter& html, const Outcome& outcome) {
    const auto cell = html.element("td", {{"class", "first-cause"}});
    if (!outcome.document) return;
    for (const LabResult& lab : outcome.document->labs) {
        if (!lab.causes.empty())
            html.leaf("p", lab.causes.front().what);
        else if (lab.status == LabStatus::not_built)
            html.leaf("p", lab.reason.empty() ? "could not be built" : shown_reason(lab));
        else if (lab.status == LabStatus::not_started)
            html.leaf("p", lab.reason.empty() ? "the server did not start" : shown_reason(lab));
    }
}

void write_row(HtmlWriter& html, const PageView& view, std::size_t at) {
    const Student& student = view.asked.students[at];
    const Outcome& outcome = view.outcomes[at];
    const auto row = html.element("tr", {{"data-words", words_of(outcome)}});
    {
        const auto head = html.element("th", {{"scope", "row"}, {"data-value", shown_name(student)}});
        write_student(html, view, at);
        if (!student.name.empty() && student.name != student.id) html.leaf("small", student.id);
    }
    for (const LabFigures& lab : view.labs) write_lab_cell(html, outcome, lab.lab);
    html.leaf("td", standing(student, outcome));
    write_cause_cell(html, outcome);
    const auto cell = html.element("td", {{"class", "flags"}});
    for (const Flag& flag : flags_of(view, at))
        html.leaf("a", flag.word, {{"class", flag.colour}, {"href", fmt::format("#{}", flag.topic)}});
}

}  // namespace

std::string shown_name(const Student& student) {
    return cut(printable(student.name.empty() ? student.id : student.name), longest_name);
}

void write_student(HtmlWriter& html, const PageView& view, std::size_t at) {
    const Student& student = view.asked.students[at];
    // The direction of a name's letters is its own, and nothing around it takes part.
    const auto whole = html.element("span", {{"class", "student"}, {"dir", "auto"}});
    if (view.outcomes[at].document)
        html.leaf("a", shown_name(student), {{"href", page_of(student)}});
    else
        html.text(shown_name(student));
}

void write_students(HtmlWriter& html, const PageView& view, const std::vector<std::size_t>& students) {
    const auto names = [&] {
        const auto list = html.element("p", {{"class", "names"}});
        std::string_view before;
        for (const std::size_t at : students) {
            html.text(before);
            write_student(html, view, at);
            before = ", ";
        }
    };
    if (students.size() <= most_in_line) return names();
    const auto details = html.element("details", {{"class", "who"}});
    html.leaf("summary", "Who");
    names();
}

void write_filter_button(HtmlWriter& html, std::string_view text, const std::string& filter) {
    html.leaf("button", text, {{"type", "button"}, {"class", "filter"}, {"data-filter", filter}});
}

void write_table_of_students(HtmlWriter& html, const PageView& view) {
    const auto section = html.element("section", {{"aria-labelledby", "students"}});
    html.leaf("h2", "Students", {{"id", "students"}});
    {
        const auto controls = html.element("div", {{"class", "controls"}});
        {
            const auto label = html.element("label");
            html.text("Only rows with ");
            html.single("input", {{"type", "search"},
                                  {"id", "filter"},
                                  {"autocomplete", "off"},
                                  {"placeholder", "a name, failed, late, …"}});
        }
        html.leaf("span", fmt::format("{0} of {0}", view.asked.students.size()),
                  {{"id", "shown"}, {"class", "quiet"}});
    }
    const auto box = html.element("div", {{"class", "wide-table"}, {"tabindex", "0"}});
    const auto table = html.element("table", {{"class", "sortable"}, {"id", "all-students"}});
    {
        const auto head = html.element("thead");
        const auto row = html.element("tr");
        html.leaf("th", "Student", {{"scope", "col"}});
        for (const LabFigures& lab : view.labs)
            html.leaf("th", fmt::format("Lab {}", lab.lab), {{"scope", "col"}, {"class", "number"}});
        for (const std::string_view heading : {"Standing", "First cause", "Flags"})
            html.leaf("th", heading, {{"scope", "col"}});
    }
    const auto body = html.element("tbody");
    for (std::size_t at = 0; at < view.asked.students.size(); ++at) write_row(html, view, at);
}

}  // namespace grader
