#include "report/footer.hpp"

#include <fmt/format.h>

#include <string>

#include "base/labs.hpp"
#include "report/check_words.hpp"
#include "report/lab_words.hpp"

namespace grader {

namespace {

std::string stages_text(const LabResult& lab) {
    std::string text;
    for (const Stage& stage : lab.stages) {
        LabResult part;
        for (const CheckResult& check : lab.checks) {
            if (check.stage == stage.id) part.checks.push_back(check);
        }
        if (part.checks.empty()) continue;
        if (!text.empty()) text += "   ";
        text += fmt::format("{} {}/{}", stage.id, part.score(), part.max_score());
    }
    return text;
}

void show_score(Page& page, const ResultDocument& document, const LabResult& lab) {
    Ink ink = Ink::strong;
    if (lab.status == LabStatus::passed) ink = Ink::good;
    const bool ran = lab.status != LabStatus::not_built && lab.status != LabStatus::not_started;
    page.row(0, {}, {score_of(document, lab), ink}, {ran ? stages_text(lab) : "", Ink::quiet});

    if (const std::string open = open_points_of(lab); !open.empty()) page.paragraph(0, {open, Ink::open});
}

void show_machine(Page& page, const ResultDocument& document, bool verbose) {
    if (verbose) {
        page.labelled("Sandbox", {held_of(document.machine)});
        for (const std::string& line : not_held_of(document.machine)) page.labelled("", {line, Ink::open});
    } else {
        page.labelled("Sandbox", {not_held_shortly(document.machine), Ink::open});
    }
    page.labelled("Machine", {machine_of(document)});
}

/// The command that tells all of what a short report leaves out.
std::string command_in_full(const ResultDocument& document, const LabResult& lab) {
    const std::string command = command_of(lab);
    if (command.empty() || unsettled_checks(lab).empty()) return {};
    const std::string stages =
        document.only_stages.empty() ? "" : fmt::format(" --stage {}", fmt::join(document.only_stages, ","));
    return command + stages + " --verbose";
}

void show_next(Page& page, const ResultDocument& document, const LabResult& lab) {
    const Advice next = next_of(document, lab);
    // With several labs each has its own.
    const std::string whose = document.labs.size() > 1 ? fmt::format("{}: ", lab_name(lab.lab)) : "";
    page.labelled("Next", {whose + next.text, next.done ? Ink::good : Ink::plain});
    page.copyable("", next.command);
}

}  // namespace

void show_footer(Page& page, const ResultDocument& document, bool verbose) {
    page.rule();
    for (const LabResult& lab : document.labs) show_score(page, document, lab);
    if (verbose) page.blank();
    show_machine(page, document, verbose);
    for (const LabResult& lab : document.labs) show_next(page, document, lab);
    if (verbose) return;
    for (const LabResult& lab : document.labs) page.copyable("In full", command_in_full(document, lab));
}

}  // namespace grader
