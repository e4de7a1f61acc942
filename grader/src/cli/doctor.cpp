#include "cli/doctor.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "arena/arena.hpp"
#include "arena/refusal.hpp"
#include "checks/catalogue.hpp"
#include "checks/needs.hpp"
#include "cli/labs.hpp"
#include "cli/layer_words.hpp"
#include "cli/machine.hpp"
#include "cli/options.hpp"
#include "compile/build_cache.hpp"
#include "report/style.hpp"

namespace grader {

namespace {

/// All checks of all labs, as in a grading that has not begun.
std::vector<LabResult> all_checks() {
    std::vector<LabResult> labs;
    for (const Lab& known : all_labs()) {
        if (known.is_practice()) continue;  // they ask less of a machine than the labs
        LabResult& lab = labs.emplace_back();
        lab.lab = known.number;
        for (const std::string& name : implemented_checks(lab.lab)) lab.checks.emplace_back().name = name;
    }
    return labs;
}

class Examination {
 public:
    Examination() : colour_(detect_style(STDOUT_FILENO).colour) {}

    void say(bool good, const std::string& name, const std::string& reason) const {
        fmt::print("  {}  {}{}\n", painted(good ? "yes" : " no", good ? Ink::good : Ink::bad, colour_), name,
                   good || reason.empty() ? "" : ": " + reason);
    }
    void say_bounds(const std::vector<Bound>& bounds) const;

 private:
    bool colour_;
};

/// How many checks could say nothing here if a server failed them.
std::string affected_by(const Bound& bound, const std::vector<Bound>& bounds) {
    std::string text;
    for (const LabResult& lab : all_checks()) {
        const auto affected =
            std::count_if(lab.checks.begin(), lab.checks.end(), [&](const CheckResult& check) {
                return !shortages(needs_of(lab.lab, check.name, bounds), {bound}).empty();
            });
        if (affected > 0)
            text += fmt::format("{}{} of {} checks of lab {}", text.empty() ? "" : " and ", affected,
                                lab.checks.size(), lab.lab);
    }
    return text.empty() ? "building" : text;
}

void Examination::say_bounds(const std::vector<Bound>& bounds) const {
    const std::vector<Need> needs = needs_of_grading(all_checks(), bounds);
    for (const Bound& bound : bounds) {
        const auto lacking = shortages(needs, {bound});
        say(lacking.empty(),
            "enough " + name_of(bound.resource) + (lacking.empty() ? ", " + describe(bound) : ""),
            lacking.empty() ? ""
                            : fmt::format("{}. Where {} fail, that is inconclusive", lacking.front().sentence,
                                          affected_by(bound, bounds)));
    }
}

}  // namespace

int examine_machine() {
    const Arena arena;
    const SandboxLayers& layers = arena.layers();
    const std::vector<Bound> bounds = read_bounds(layers, arena.scratch().path());
    const MachineReport machine = describe_machine(arena, bounds, {});
    const Examination examination;
    utsname kernel{};
    ::uname(&kernel);
    fmt::print("Linux {} on {}, {} cores, running as {}\n\n", kernel.release, kernel.machine, machine.cores,
               layers.root ? "root" : "an ordinary user");
    for (const Layer& layer : describe_layers(layers)) examination.say(layer.held, layer.name, layer.detail);
    const BuildCache kept = BuildCache::of_this_user(layers);
    examination.say(!kept.directory().empty(),
                    "kept builds" + (kept.directory().empty() ? "" : ": " + kept.directory().string()),
                    kept.reason() + "; unchanged sources are compiled again");
    examination.say_bounds(bounds);
    fmt::print("  {:3.1f}  slowdown: deadlines are multiplied by this (1.0 = idle)\n\n", machine.slowdown);

    const std::string complaint = complaint_about_machine(arena);
    if (!complaint.empty()) fmt::print("Nothing can be graded here: {}.\n", complaint);
    const bool all_seen = layers.can_trace() && layers.proc_syscall;
    const bool has_all = shortages(needs_of_grading(all_checks(), bounds), bounds).empty();
    if (!all_seen)
        fmt::print(
            "Checks of system-call patterns and of injected faults will be inconclusive here: they "
            "count as not earned, and a machine that allows tracing decides them.\n");
    if (!has_all)
        fmt::print(
            "Where this machine has too little of something, a check that fails is inconclusive: its points "
            "are open.\n");
    if (complaint.empty() && all_seen && has_all) fmt::print("Every check can be decided on this machine.\n");
    const bool contained = layers.pid_namespace || layers.ptrace;
    if (!contained) fmt::print("Submissions can't be contained here; grade only code that you trust.\n");
    const std::string unprotected = complaint_about_protection(layers);
    if (!unprotected.empty()) fmt::print("Nothing is graded here: {}\n", unprotected);
    return complaint.empty() && unprotected.empty() && all_seen && has_all ? 0 : exit_unfit;
}

}  // namespace grader
