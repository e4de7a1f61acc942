// Models in which nobody is told who is ready: busy polling asks, and completion is told of what is done.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "observe/model_rules.hpp"

namespace grader {

std::optional<ModelName> busy_polling(const ModelFacts& facts, const Seen& seen) {
    for (const auto& [tid, doings] : facts.idle) {
        // Enough for every client to be asked again and again; a loop that wakes for a timer asks nobody.
        constexpr int many = 50;
        const int each = std::max<int>(1, static_cast<int>(seen.accepted().size()));
        if (doings.again >= many || (doings.again >= 2 * each && doings.naps > 0))
            return named(
                Model::busy_polling,
                fmt::format("while nobody talked, {} reads of clients found nothing (EAGAIN){}", doings.again,
                            doings.naps > 0
                                ? fmt::format(", with {} between",
                                              count_of(static_cast<std::size_t>(doings.naps), "sleep"))
                                : ""));
        if (doings.empty_asks >= many)
            return named(Model::busy_polling,
                         fmt::format("while nobody talked, it asked {} times for events without waiting",
                                     doings.empty_asks));
    }
    for (const auto& [tid, cpu] : facts.idle_cpu_ns) {
        if (facts.idle_ns > 0 && cpu > facts.idle_ns / 2)
            return unsure(
                fmt::format("thread {} computes all the time although nobody talks: it may poll without "
                            "waiting, or do something else",
                            tid));
    }
    return std::nullopt;
}

std::optional<ModelName> completion(const ModelFacts& facts, const Seen& seen) {
    static const Call enter = call_named("io_uring_enter");
    const bool sleeps_there = std::any_of(facts.silent.threads.begin(), facts.silent.threads.end(),
                                          [](const ThreadFact& thread) { return thread.call == enter; });
    const auto has_clients = [](const auto& one) { return !one.clients.empty(); };
    const bool others_wait = std::any_of(seen.epolls().begin(), seen.epolls().end(), has_clients) ||
                             std::any_of(seen.pollers().begin(), seen.pollers().end(), has_clients);
    if (!sleeps_there || others_wait || !seen.bound().empty()) return std::nullopt;
    for (const auto& [tid, doings] : facts.talk) {
        if (!doings.read.empty())
            return unsure("it sleeps in io_uring_enter, but reads from clients by calls of its own");
    }
    if (!facts.is_traced)
        return unsure(
            "it sleeps in io_uring_enter; whether it reads by other calls is not seen without a trace");
    return named(Model::io_uring, "it sleeps in io_uring_enter, and no call of its own reads or writes");
}

}  // namespace grader
