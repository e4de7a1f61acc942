#include "report/html.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/labs.hpp"
#include "report/check_words.hpp"
#include "report/html_explanation.hpp"
#include "report/html_style.hpp"
#include "report/html_writer.hpp"
#include "report/lab_words.hpp"
#include "result/bounds.hpp"

namespace grader {

namespace {

// Nothing but the page's own style sheet: no script, no image, no font, no frame, no form, no address.
constexpr std::string_view policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

Ink ink_of(LabStatus status) {
    switch (status) {
        case LabStatus::passed:
            return Ink::good;
        case LabStatus::failed:
        case LabStatus::not_built:
        case LabStatus::not_started:
            return Ink::bad;
        case LabStatus::unfinished:
        case LabStatus::inconclusive:
            break;
    }
    return Ink::open;
}

std::string_view sign_of(Ink ink) {
    return ink == Ink::good ? "✔" : ink == Ink::bad ? "✘" : "?";
}

std::string page_title(const ResultDocument& document) {
    std::string title;
    for (const LabResult& lab : document.labs) {
        if (!title.empty()) title += " · ";
        title += score_of(document, lab);
    }
    return title.empty() ? "Nothing was graded" : title;
}

void write_head(HtmlWriter& html, const ResultDocument& document) {
    const auto head = html.element("head");
    html.single("meta", {{"charset", "utf-8"}});
    html.single("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}});
    html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    html.single("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
    html.leaf("title", page_title(document));
    const auto style = html.element("style");
    html.verbatim(html_style());
}

void write_scores(HtmlWriter& html, const ResultDocument& document) {
    const auto list = html.element("ul", {{"class", "scores"}});
    for (const LabResult& lab : document.labs) {
        const auto item = html.element("li");
        {
            const auto link = html.element("a", {{"href", "#" + lab_directory(lab.lab)}});
            html.leaf("span", score_of(document, lab), {{"class", "score"}});
        }
        const Ink ink = ink_of(lab.status);
        html.leaf("p", fmt::format("{} {}", sign_of(ink), verdict_of(lab)), {{"class", class_of(ink)}});
    }
}

void write_machine(HtmlWriter& html, const ResultDocument& document) {
    const MachineReport& machine = document.machine;
    const std::string held = held_of(machine);
    const std::string facts = machine_of(document);
    if (held.empty() && facts.empty()) return;
    const auto list = html.element("dl", {{"class", "machine"}});
    if (!facts.empty()) {
        html.leaf("dt", "Machine");
        html.leaf("dd", facts);
    }
    if (held.empty()) return;
    html.leaf("dt", "Sandbox");
    html.leaf("dd", held);
    for (const std::string& line : not_held_of(machine)) html.leaf("dd", line, {{"class", "open"}});
}

void write_header(HtmlWriter& html, const ResultDocument& document) {
    const auto header = html.element("header");
    html.leaf("h1", "io-labs: " + (document.submission.empty() ? "a submission" : document.submission));
    for (const std::string& caveat : caveats_of(document)) html.leaf("p", caveat, {{"class", "caveat"}});
    for (const std::string& notice : document.notices) html.leaf("p", "! " + notice, {{"class", "caveat"}});
    if (document.labs.empty()) html.leaf("p", "Nothing was graded.", {{"class", "caveat"}});
    if (!document.labs.empty()) write_scores(html, document);
    write_machine(html, document);
}

void write_check_row(HtmlWriter& html, const LabResult& lab, const CheckResult& check) {
    const CheckMark mark = mark_of(check);
    const auto row = html.element("tr");
    html.leaf("td", fmt::format("{} {}", mark.sign, mark.word),
              {{"class", fmt::format("result {}", class_of(mark.ink))}});
    const auto cause = lab.cause_of(check.name);
    {
        const auto title = html.element("th", {{"scope", "row"}});
        if (check.verdict == Verdict::fail || check.verdict == Verdict::inconclusive || cause) {
            html.leaf("a", title_of(check), {{"href", "#" + anchor_of(lab, check)}});
        } else {
            html.text(title_of(check));
        }
        if (const std::string need = need_of(check); !need.empty())
            html.leaf("p", need, {{"class", "quiet"}});
    }
    if (!lab.causes.empty()) {
        const auto cell = html.element("td", {{"class", "cause-number"}});
        if (cause)
            html.leaf("a", std::to_string(*cause + 1),
                      {{"href", "#" + anchor_of(lab, *cause + 1)},
                       {"aria-label", fmt::format("cause {}", *cause + 1)}});
    }
    html.leaf("td", mark.points, {{"class", "points"}});
}

void write_table(HtmlWriter& html, const LabResult& lab) {
    if (lab.checks.empty()) return;
    const auto table = html.element("table");
    html.leaf("caption", fmt::format("The checks of {}", lab_name(lab.lab)));
    {
        const auto head = html.element("thead");
        const auto row = html.element("tr");
        html.leaf("th", "Result", {{"scope", "col"}});
        html.leaf("th", "Check", {{"scope", "col"}});
        if (!lab.causes.empty()) html.leaf("th", "Cause", {{"scope", "col"}});
        html.leaf("th", "Points", {{"scope", "col"}, {"class", "points"}});
    }
    for (const StageChecks& part : by_stage(lab)) {
        const auto body = html.element("tbody");
        {
            const auto row = html.element("tr", {{"class", "stage"}});
            html.leaf("th", fmt::format("{}  {}", part.stage.id, part.stage.title),
                      {{"scope", "rowgroup"}, {"colspan", lab.causes.empty() ? "2" : "3"}});
            html.leaf("td", fmt::format("{}/{}", part.score, part.max_score), {{"class", "points"}});
        }
        for (const CheckResult* check : part.checks) write_check_row(html, lab, *check);
    }
}

void write_diagnostics(HtmlWriter& html, const LabResult& lab) {
    if (lab.build.ok && lab.build.diagnostics.empty()) return;
    const auto section = html.element("section");
    if (lab.build.ok) {
        html.leaf("h3", "Warnings");
        html.leaf("p", warnings_text);
    } else {
        html.leaf("h3", "What the compiler said");
    }
    for (const Diagnostic& diagnostic : lab.build.diagnostics) write_diagnostic(html, diagnostic);
    if (const std::size_t more = omitted_diagnostics(lab.build, lab.build.diagnostics.size()); more > 0)
        html.leaf("p", fmt::format("… and {} more", more), {{"class", "quiet more"}});
}

void write_causes(HtmlWriter& html, const LabResult& lab, const std::string& repository) {
    if (lab.causes.empty()) return;
    const auto section = html.element("section");
    html.leaf("h3",
              lab.causes.size() == 1 ? "What is wrong" : "What is wrong, in the order in which to mend it");
    for (std::size_t number = 1; number <= lab.causes.size(); ++number)
        write_cause(html, lab, number, repository);
}

/// Those that no cause explains.
void write_explanations(HtmlWriter& html, const LabResult& lab) {
    std::vector<const CheckResult*> rest;
    for (const CheckResult* check : unsettled_checks(lab)) {
        if (!lab.cause_of(check->name)) rest.push_back(check);
    }
    if (rest.empty()) return;
    const auto section = html.element("section");
    html.leaf("h3", lab.causes.empty() ? "What was seen" : "What no cause explains");
    for (const CheckResult* check : rest) write_explanation(html, lab, *check);
}

void write_passed(HtmlWriter& html, const LabResult& lab) {
    std::vector<const CheckResult*> passed;
    for (const CheckResult& check : lab.checks) {
        if (check.verdict == Verdict::pass) passed.push_back(&check);
    }
    if (passed.empty()) return;
    const auto details = html.element("details");
    html.leaf("summary",
              fmt::format("✔ {} {} passed", passed.size(), passed.size() == 1 ? "check" : "checks"));
    const auto list = html.element("ul");
    for (const CheckResult* check : passed) {
        const auto item = html.element("li");
        html.leaf("strong", check->name);
        html.text(fmt::format(" {}, {}", mark_of(*check).points, duration_text(check->duration_ms)));
        html.paragraph("p", check->title);
        html.paragraph("p", check->why, {{"class", "quiet"}});
    }
}

void write_next(HtmlWriter& html, const ResultDocument& document, const LabResult& lab) {
    const Advice next = next_of(document, lab);
    const auto section = html.element("div", {{"class", "next"}});
    {
        const auto paragraph = html.element("p");
        html.leaf("strong", "Next: ");
        html.leaf("span", next.text, {{"class", next.done ? "good" : "text"}});
    }
    if (!next.command.empty())
        html.leaf("pre", next.command, {{"tabindex", "0"}, {"role", "region"}, {"aria-label", "Command"}});
}

void write_stopped(HtmlWriter& html, std::string_view what, const std::vector<std::string>& reasons) {
    const auto note = html.element("div", {{"class", "note"}});
    {
        const auto paragraph = html.element("p", {{"class", "bad"}});
        html.leaf("strong", fmt::format("✘ {}", what));
    }
    for (const std::string& reason : reasons) html.paragraph("p", reason);
}

void write_lab(HtmlWriter& html, const ResultDocument& document, const LabResult& lab,
               const std::string& repository) {
    const std::string anchor = lab_directory(lab.lab);
    const auto section = html.element("section", {{"class", "lab"}, {"aria-labelledby", anchor}});
    html.leaf("h2", heading_of(lab), {{"id", anchor}});
    html.leaf("p", facts_of(document, lab), {{"class", "facts"}});
    if (!lab.read.empty()) html.leaf("p", lab.read, {{"class", "facts"}});
    if (const std::string open = open_points_of(lab); !open.empty())
        html.leaf("p", open, {{"class", "open"}});
    if (lab.status == LabStatus::not_built) {
        write_stopped(html, not_built_text, reasons_of(lab));
        write_next(html, document, lab);
        write_diagnostics(html, lab);
        return;
    }
    if (lab.status == LabStatus::not_started) {
        write_stopped(html, not_started_text, {lab.reason});
        write_next(html, document, lab);
        write_exhibits(html, lab.exhibits);
        return;
    }
    write_next(html, document, lab);
    write_causes(html, lab, repository);
    write_table(html, lab);
    if (lab.build.ok) write_diagnostics(html, lab);
    write_explanations(html, lab);
    write_passed(html, lab);
}

}  // namespace

std::string render_html(const ResultDocument& unbounded, const std::string& repository) {
    const ResultDocument document = bounded(unbounded);
    HtmlWriter html;
    html.verbatim("<!DOCTYPE html>\n");
    {
        const auto root = html.element("html", {{"lang", "en"}});
        write_head(html, document);
        const auto body = html.element("body");
        write_header(html, document);
        const auto main = html.element("main");
        for (const LabResult& lab : document.labs) write_lab(html, document, lab, repository);
    }
    return html.html();
}

}  // namespace grader
