#include "cli/doctor.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "arena/arena.hpp"
#include "arena/refusal.hpp"
#include "build/build_cache.hpp"
#include "cli/options.hpp"
#include "evidence/calibration.hpp"
#include "report/style.hpp"

namespace grader {

int examine_machine() {
    const Arena arena;
    const SandboxLayers& layers = arena.layers();
    const bool colour = detect_style(STDOUT_FILENO).colour;
    utsname kernel{};
    ::uname(&kernel);
    fmt::print("Linux {} on {}, {} cores, running as {}\n\n", kernel.release, kernel.machine,
               std::thread::hardware_concurrency(), layers.root ? "root" : "an ordinary user");
    for (const Layer& layer : describe_layers(layers)) {
        fmt::print("  {}  {}{}\n",
                   painted(layer.held ? "yes" : " no", layer.held ? Ink::good : Ink::bad, colour), layer.name,
                   layer.held ? "" : ": " + layer.detail);
    }
    const BuildCache kept = BuildCache::of_this_user(layers);
    fmt::print("  {}  kept builds: {}\n",
               painted(kept.directory().empty() ? " no" : "yes",
                       kept.directory().empty() ? Ink::bad : Ink::good, colour),
               kept.directory().empty() ? kept.reason() + "; unchanged sources are compiled again"
                                        : kept.directory().string());
    fmt::print("  {:3.1f}  slowdown: deadlines are multiplied by this (1.0 = idle)\n\n", measure_slowdown());
    const bool all_decidable = layers.can_trace() && layers.proc_syscall;
    const bool contained = layers.pid_namespace || layers.ptrace;
    fmt::print("{}\n",
               all_decidable
                   ? "Every check can be decided on this machine."
                   : "Checks of system-call patterns and of injected faults will be inconclusive here: they "
                     "count as not earned, and a machine that allows tracing decides them.");
    if (!contained) fmt::print("Submissions can't be contained here; grade only code that you trust.\n");
    const std::string complaint = complaint_about_protection(layers);
    if (!complaint.empty()) fmt::print("Nothing is graded here: {}\n", complaint);
    return all_decidable && complaint.empty() ? 0 : exit_unfit;
}

}  // namespace grader
