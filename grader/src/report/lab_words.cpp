#include "report/lab_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "report/cause_words.hpp"
#include "report/check_words.hpp"

namespace grader {

namespace {

std::string date_text(const std::string& utc) {
    // 2026-11-23T08:00:00Z
    if (utc.size() != 20 || utc[10] != 'T' || utc[19] != 'Z') return utc;
    return utc.substr(0, 10) + " " + utc.substr(11, 5) + " UTC";
}

const CheckResult* first_with(const LabResult& lab, Verdict verdict) {
    const auto found = std::find_if(
        lab.checks.begin(), lab.checks.end(),
        [verdict](const CheckResult& check) { return !check.advisory && check.verdict == verdict; });
    return found == lab.checks.end() ? nullptr : &*found;
}

const CheckResult* first_without_time(const LabResult& lab) {
    const auto found = std::find_if(lab.checks.begin(), lab.checks.end(), [](const CheckResult& check) {
        return !check.advisory && lacked_time(check);
    });
    return found == lab.checks.end() ? nullptr : &*found;
}

std::size_t count_with(const LabResult& lab, Verdict verdict) {
    return static_cast<std::size_t>(std::count_if(
        lab.checks.begin(), lab.checks.end(),
        [verdict](const CheckResult& check) { return !check.advisory && check.verdict == verdict; }));
}

/// "stage A", "stages A, B and C": those of --stage.
std::string stages_asked_for(const ResultDocument& document) {
    std::string text = document.only_stages.size() == 1 ? "stage " : "stages ";
    for (const std::string& stage : document.only_stages) {
        if (&stage != &document.only_stages.front())
            text += &stage == &document.only_stages.back() ? " and " : ", ";
        text += stage;
    }
    return text;
}

/// What to do when all that was selected of a lab passes.
Advice after_success(const ResultDocument& document, const LabResult& lab) {
    const std::string all = command_of(lab);
    if (document.only_stages.empty() || all.empty())
        return {"Nothing is left to do: every check passed.", "", true};
    const std::string passed = fmt::format("Every check of {} passed.", stages_asked_for(document));
    const auto is_asked = [&](const Stage& stage) {
        return std::find(document.only_stages.begin(), document.only_stages.end(), stage.id) !=
               document.only_stages.end();
    };
    // The first one behind the last that was asked for; before it others may have been left out.
    const auto next = std::find_if(lab.stages.rbegin(), lab.stages.rend(), is_asked).base();
    if (next == lab.stages.end()) return {passed + " All stages together:", all, true};
    return {fmt::format("{} The next one is {}:", passed, next->id),
            fmt::format("{} --stage {}", all, next->id), true};
}

StageChecks stage_of(const Stage& stage, std::vector<const CheckResult*> checks) {
    LabResult part;
    for (const CheckResult* check : checks) part.checks.push_back(*check);
    return {stage, std::move(checks), part.score(), part.max_score()};
}

}  // namespace

std::string about_selection(const ResultDocument& document) {
    if (document.only_stages.empty())
        return "Only the checks that were selected: points and score are of these.";
    return fmt::format("Only {}: points and score are of {}.", stages_asked_for(document),
                       document.only_stages.size() == 1 ? "this one" : "these");
}

std::string command_of(const LabResult& lab) {
    for (const CheckResult& check : lab.checks) {
        const std::size_t end = check.replay.find(" --check ");
        if (end != std::string::npos) return check.replay.substr(0, end);
    }
    return {};
}

std::string duration_text(long milliseconds) {
    if (milliseconds >= 60'000)
        return fmt::format("{} min {} s", milliseconds / 60'000, milliseconds / 1000 % 60);
    return fmt::format("{:.1f} s", static_cast<double>(milliseconds) / 1000);
}

std::string heading_of(const LabResult& lab) {
    return lab.title.empty() ? lab_name(lab.lab) : fmt::format("{} · {}", lab_name(lab.lab), lab.title);
}

std::string facts_of(const ResultDocument& document, const LabResult& lab) {
    std::string facts = document.submission;
    if (lab.build.ok) facts += " · built in " + duration_text(lab.build.duration_ms);
    if (document.finished) facts += " · graded in " + duration_text(document.duration_ms);
    int most_runs = 0;
    for (const CheckResult& check : lab.checks) most_runs = std::max(most_runs, check.runs);
    if (most_runs > 1) facts += fmt::format(" · each check up to {} times", most_runs);
    if (!document.started_utc.empty()) facts += " · " + date_text(document.started_utc);
    return facts;
}

std::vector<std::string> caveats_of(const ResultDocument& document) {
    std::vector<std::string> caveats;
    if (document.partial) caveats.push_back(about_selection(document));
    if (!document.finished) {
        caveats.emplace_back(
            "Unfinished: the grading was interrupted, or is still going on. What follows is what it had "
            "found.");
    }
    return caveats;
}

std::string score_of(const ResultDocument& document, const LabResult& lab) {
    std::string score = fmt::format("{}: {} / {}", lab_name(lab.lab), lab.score(), lab.max_score());
    if (document.is_bonus(lab)) score += " as a bonus";
    if (document.partial)
        score += " of " + (document.only_stages.empty() ? "the selected checks" : stages_asked_for(document));
    return score;
}

std::string verdict_of(const LabResult& lab) {
    if (lab.status == LabStatus::not_built) return "could not be built";
    if (lab.status == LabStatus::not_started) return "the server did not start";
    const auto some = [&lab](Verdict verdict, std::string_view one, std::string_view many) {
        const std::size_t count = count_with(lab, verdict);
        return count == 0 ? std::string() : fmt::format("{} {}", count, count == 1 ? one : many);
    };
    std::string text = some(Verdict::fail, "check failed", "checks failed");
    for (const std::string& more : {some(Verdict::not_reached, "was not reached", "were not reached"),
                                    some(Verdict::inconclusive, "is open", "are open"),
                                    some(Verdict::not_run, "did not run", "did not run")}) {
        if (!text.empty() && !more.empty()) text += ", ";
        text += more;
    }
    if (lab.status == LabStatus::unfinished) return text.empty() ? "unfinished" : "unfinished: " + text;
    return text.empty() ? "every check passed" : text;
}

std::vector<Unreached> unreached_of(const LabResult& lab) {
    std::vector<Unreached> groups;
    for (const CheckResult& check : lab.checks) {
        if (check.verdict != Verdict::not_reached) continue;
        const std::string need = need_of(check);
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const Unreached& known) { return known.need == need; });
        if (group == groups.end()) group = groups.insert(groups.end(), {need});
        ++group->checks;
        if (!check.advisory) group->points += check.max_points;
    }
    return groups;
}

std::string sentence_of(const Unreached& unreached) {
    const bool one = unreached.checks == 1;
    return fmt::format("{} {} not reached ({} {}): {} {}.", unreached.checks,
                       one ? "check was" : "checks were", unreached.points,
                       unreached.points == 1 ? "point" : "points", one ? "it" : "each", unreached.need);
}

std::string open_points_of(const LabResult& lab) {
    int open = 0;
    int for_time = 0;
    for (const CheckResult& check : lab.checks) {
        if (check.advisory) continue;
        if (check.verdict == Verdict::inconclusive || lacked_time(check)) open += check.max_points;
        if (lacked_time(check)) for_time += check.max_points;
    }
    if (open == 0) return {};
    const char* why = for_time == 0      ? "this machine could not show them"
                      : for_time == open ? "there was no time left for them"
                                         : "this machine could not show them, or there was no time left";
    return fmt::format("{} {} open: {}.", open, open == 1 ? "point is" : "points are", why);
}

std::vector<StageChecks> by_stage(const LabResult& lab) {
    std::vector<StageChecks> stages;
    std::vector<const CheckResult*> rest;
    for (const CheckResult& check : lab.checks) rest.push_back(&check);
    for (const Stage& stage : lab.stages) {
        const auto others =
            std::stable_partition(rest.begin(), rest.end(),
                                  [&stage](const CheckResult* check) { return check->stage == stage.id; });
        if (others != rest.begin()) stages.push_back(stage_of(stage, {rest.begin(), others}));
        rest.erase(rest.begin(), others);
    }
    if (!rest.empty()) stages.push_back(stage_of({"·", "Without a stage"}, std::move(rest)));
    return stages;
}

std::vector<std::string> reasons_of(const LabResult& lab) {
    std::vector<std::string> reasons;
    for (const std::string& reason : {lab.reason, lab.build.reason}) {
        if (!reason.empty() && std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
            reasons.push_back(reason);
    }
    return reasons;
}

std::size_t omitted_diagnostics(const BuildResult& build, std::size_t shown) {
    return build.diagnostics.size() - shown + static_cast<std::size_t>(std::max(build.omitted, 0));
}

Advice next_of(const ResultDocument& document, const LabResult& lab) {
    if (lab.status == LabStatus::not_built) {
        const auto& found = lab.build.diagnostics;
        if (found.empty())
            return {"Mend what keeps it from being built; the reason stands above.", "", false};
        // The linker's messages have no place in the source.
        const std::string first = found.front().file.empty() ? "the first error" : place_of(found.front());
        return {fmt::format("Mend {}: later errors often follow from the first.", first), "", false};
    }
    if (lab.status == LabStatus::not_started) {
        return {fmt::format("Start it by hand and see what it does before its ready line; {} says what that "
                            "line must be.",
                            lab.handout.empty() ? "the handout" : lab.handout),
                "", false};
    }
    if (!lab.causes.empty()) {
        const Cause& cause = lab.causes.front();
        const std::string place =
            cause.source ? fmt::format(", at {}:{}", cause.source->file, cause.source->line) : "";
        const std::vector<const CheckResult*> explained = explained_by(lab, cause);
        return {fmt::format("Mend cause 1, {}{}.{}", cause.id, place,
                            explained.empty() ? "" : " Then this must pass:"),
                explained.empty() ? "" : explained.front()->replay, false};
    }
    if (const CheckResult* check = first_with(lab, Verdict::fail))
        return {fmt::format("Make {} pass first. This runs it alone:", check->name), check->replay, false};
    if (!document.finished || lab.status == LabStatus::unfinished)
        return {"Run the grading again: this one did not come to its end.", "", false};
    if (const CheckResult* check = first_without_time(lab)) {
        return {
            "Nothing failed, but the time was used up. Run what is open alone, beginning with the slow ones:",
            check->replay, false};
    }
    if (first_with(lab, Verdict::inconclusive) != nullptr) {
        return {"Nothing failed. ./lab doctor says what this machine lacks; grade again on one that has it.",
                "", false};
    }
    return after_success(document, lab);
}

std::string held_of(const MachineReport& machine) {
    if (machine.layers.empty()) return {};
    std::string held;
    for (const Layer& layer : machine.layers) {
        if (!layer.held) continue;
        if (!held.empty()) held += ", ";
        held += layer.name;
    }
    return held.empty() ? "no layer held" : "held: " + held;
}

std::string not_held_shortly(const MachineReport& machine) {
    std::string missing;
    for (const Layer& layer : machine.layers) {
        if (!layer.held) missing += (missing.empty() ? "" : ", ") + layer.name;
    }
    return missing.empty() ? "" : fmt::format("not held: {}; ./lab doctor says why", missing);
}

std::vector<std::string> not_held_of(const MachineReport& machine) {
    std::vector<std::string> lines;
    for (const Layer& layer : machine.layers) {
        if (layer.held) continue;
        const std::string reason = layer.detail.empty() ? "" : " (" + layer.detail + ")";
        lines.push_back("not held: " + layer.name + reason);
    }
    return lines;
}

std::string machine_of(const ResultDocument& document) {
    const MachineReport& machine = document.machine;
    if (machine.cores == 0) return {};
    std::string facts = fmt::format("{} {}", machine.cores, machine.cores == 1 ? "core" : "cores");
    if (!machine.kernel.empty()) facts += ", " + machine.kernel;
    if (machine.slowdown >= 1.1) facts += fmt::format(", slow now: deadlines × {:.1f}", machine.slowdown);
    if (!document.grader_version.empty()) facts += "; grader " + document.grader_version;
    return facts;
}

}  // namespace grader
