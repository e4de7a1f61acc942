#include "report/footer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "report/overview.hpp"

namespace grader {

namespace {

const CheckResult* first_with(const LabResult& lab, Verdict verdict) {
    const auto found = std::find_if(
        lab.checks.begin(), lab.checks.end(),
        [verdict](const CheckResult& check) { return !check.advisory && check.verdict == verdict; });
    return found == lab.checks.end() ? nullptr : &*found;
}

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
    std::string score = fmt::format("Lab {}: {} / {}", lab.lab, lab.score(), lab.max_score());
    if (document.partial) score += " of the selected checks";
    Ink ink = Ink::strong;
    if (lab.status == LabStatus::passed) ink = Ink::good;
    const bool ran = lab.status != LabStatus::not_built && lab.status != LabStatus::not_started;
    page.row(0, {}, {score, ink}, {ran ? stages_text(lab) : "", Ink::quiet});

    int open = 0;
    for (const CheckResult& check : lab.checks) {
        if (!check.advisory && check.verdict == Verdict::inconclusive) open += check.max_points;
    }
    if (open > 0) {
        page.paragraph(0, {fmt::format("{} {} open: this machine could not show them.", open,
                                       open == 1 ? "point is" : "points are"),
                           Ink::open});
    }
}

void show_machine(Page& page, const MachineReport& machine) {
    std::string held;
    for (const Layer& layer : machine.layers) {
        if (!layer.held) continue;
        if (!held.empty()) held += ", ";
        held += layer.name;
    }
    if (!machine.layers.empty()) page.labelled("Sandbox", {held.empty() ? "no layer held" : "held: " + held});
    for (const Layer& layer : machine.layers) {
        if (layer.held) continue;
        const std::string reason = layer.detail.empty() ? "" : " (" + layer.detail + ")";
        page.labelled("", {"not held: " + layer.name + reason, Ink::open});
    }
    if (machine.cores == 0) return;
    std::string facts = fmt::format("{} {}", machine.cores, machine.cores == 1 ? "core" : "cores");
    if (!machine.kernel.empty()) facts += ", " + machine.kernel;
    if (machine.slowdown >= 1.1) facts += fmt::format(", slow now: deadlines × {:.1f}", machine.slowdown);
    page.labelled("Machine", {facts});
}

void show_next(Page& page, const ResultDocument& document, const LabResult& lab) {
    if (lab.status == LabStatus::not_built) {
        const auto& found = lab.build.diagnostics;
        std::string advice = "Mend what keeps it from being built; the reason stands above.";
        if (!found.empty()) {
            // The linker's messages have no place in the source.
            const std::string first =
                found.front().file.empty() ? "the first error" : place_of(found.front());
            advice = fmt::format("Mend {}: later errors often follow from the first.", first);
        }
        page.labelled("Next", {advice});
        return;
    }
    if (lab.status == LabStatus::not_started) {
        page.labelled(
            "Next",
            {fmt::format("Start it by hand and see what it does before its ready line; {} says what that "
                         "line must be.",
                         lab.handout.empty() ? "the handout" : lab.handout)});
        return;
    }
    if (const CheckResult* check = first_with(lab, Verdict::fail)) {
        page.labelled("Next", {fmt::format("Make {} pass first. This runs it alone:", check->name)});
        page.copyable("", check->replay);
        return;
    }
    if (!document.finished || lab.status == LabStatus::unfinished) {
        page.labelled("Next", {"Run the grading again: this one did not come to its end."});
        return;
    }
    if (first_with(lab, Verdict::inconclusive) != nullptr) {
        page.labelled(
            "Next",
            {"Nothing failed. ./lab doctor says what this machine lacks; grade again on one that has it."});
        return;
    }
    page.labelled("Next", {"Nothing is left to do: every check passed.", Ink::good});
}

}  // namespace

void show_footer(Page& page, const ResultDocument& document) {
    page.rule();
    for (const LabResult& lab : document.labs) show_score(page, document, lab);
    page.blank();
    show_machine(page, document.machine);
    for (const LabResult& lab : document.labs) show_next(page, document, lab);
}

}  // namespace grader
