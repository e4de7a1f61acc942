// Models in which somebody waits for one client at a time: sequential, a thread or process for each, pools.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "observe/model_rules.hpp"

namespace grader {

namespace {

struct Bound {
    std::size_t all = 0;
    std::size_t old_threads = 0;
    std::size_t old_processes = 0;
    std::size_t stayed_threads = 0;
    std::size_t stayed_processes = 0;
    bool one_serves_again = false;
    bool all_read = true;  // they sleep in a read itself
    std::set<int> processes;
    std::set<int> clients;
    std::string call;
};

Bound look_at(const Seen& seen) {
    Bound bound;
    for (const ThreadFact& thread : seen.bound()) {
        ++bound.all;
        if (seen.is_old_thread(thread.tid)) ++bound.old_threads;
        if (seen.is_old_process(thread.process)) ++bound.old_processes;
        if (seen.has_stayed(thread.tid)) ++bound.stayed_threads;
        if (seen.process_has_stayed(thread.process)) ++bound.stayed_processes;
        bound.one_serves_again = bound.one_serves_again || seen.serves_again(thread);
        bound.all_read = bound.all_read && waits_in_a_read(thread);
        bound.processes.insert(thread.process);
        bound.clients.insert(thread.clients.front());
        bound.call = name_of(thread.call);
    }
    return bound;
}

ModelName one_at_a_time(const ModelFacts& facts, const Bound& bound, const Seen& seen) {
    const auto connected = static_cast<std::size_t>(facts.silent.connected);
    const std::size_t waiting = connected - std::min(connected, seen.accepted().size());
    std::string served = fmt::format("it sleeps in {} on client {}", bound.call, *bound.clients.begin());
    if (waiting > 0)
        served += fmt::format(", and {} not accepted",
                              waiting == 1 ? "another one is" : fmt::format("{} others are", waiting));
    if (facts.silent.threads.size() == 1 && facts.silent.processes == 1 && bound.old_threads == 1 &&
        seen.accepted().size() == 1)
        return named(Model::sequential, "there is one thread: " + served);
    return unsure(
        fmt::format("one client is served at a time ({}), but there are {}: it could be a pool of one",
                    served, count_of(facts.silent.threads.size(), "thread")));
}

ModelName processes(const Bound& bound) {
    const std::string each = fmt::format("each of {} sleeps in {} on a client of its own",
                                         count_of(bound.all, "process", "processes"), bound.call);
    if (bound.old_processes > 0 && !bound.all_read)
        return unsure(each + "; as some were there before, they could be event loops, too");
    if (bound.old_processes == bound.all)
        return named(Model::prefork, each + ", and all were there before anybody came");
    if (bound.old_processes > 0)
        return named(Model::prefork,
                     fmt::format("{}; {} were there before anybody came", each, bound.old_processes));
    if (bound.stayed_processes == 0)
        return named(Model::process_per_connection,
                     each + "; each came with its client, and ended when the client left");
    if (bound.one_serves_again)
        return named(Model::prefork, each +
                                         "; they came with their clients, stayed when those left, and one "
                                         "serves the next client: prefork that grows");
    return unsure(each + "; each came with its client, but did not end when that left");
}

ModelName threads(const Bound& bound, std::size_t not_served) {
    std::string each = fmt::format("each of {} sleeps in {} on a client of its own",
                                   count_of(bound.all, "thread"), bound.call);
    if (bound.old_threads > 0 && !bound.all_read)
        return unsure(each + "; as some were there before, they could be event loops, too");
    if (bound.old_threads == bound.all) {
        each += "; all were there before anybody came";
        if (not_served > 0) each += fmt::format(", and {} more must wait", count_of(not_served, "client"));
        return named(Model::thread_pool, each);
    }
    if (bound.old_threads > 0)
        return named(Model::thread_pool,
                     fmt::format("{}; {} of them were there before anybody came, the others were added", each,
                                 bound.old_threads));
    if (not_served > 0)
        return unsure(fmt::format("{}; each came with its client, but {} must wait", each,
                                  count_of(not_served, "client")));
    if (bound.stayed_threads == 0)
        return named(Model::thread_per_connection,
                     each + "; each came with its client, and ended when the client left");
    if (bound.one_serves_again)
        return named(Model::thread_pool,
                     each +
                         "; they came with their clients, stayed when those left, and one "
                         "serves the next client: a pool that grows");
    return unsure(each + "; each came with its client, but did not end when that left");
}

}  // namespace

std::optional<ModelName> own_thread_each(const ModelFacts& facts, const Seen& seen) {
    const Bound bound = look_at(seen);
    // Two that wait for the same client are none of these.
    if (bound.all == 0 || bound.clients.size() != bound.all || seen.someone_waits_for_the_others())
        return std::nullopt;
    const auto connected = static_cast<std::size_t>(facts.silent.connected);
    if (bound.all == 1)
        return connected > 1 ? std::optional(one_at_a_time(facts, bound, seen)) : std::nullopt;
    if (bound.processes.size() == bound.all) return processes(bound);
    if (bound.processes.size() == 1) return threads(bound, connected - bound.all);
    if (bound.old_threads == bound.all && bound.all_read)
        return named(
            Model::thread_pool,
            fmt::format(
                "{} in {} sleep in {}, each on a client of its own; all were there before anybody came",
                count_of(bound.all, "thread"), count_of(bound.processes.size(), "process", "processes"),
                bound.call));
    return unsure(fmt::format("{} in {} sleep in {}, each on a client of its own",
                              count_of(bound.all, "thread"),
                              count_of(bound.processes.size(), "process", "processes"), bound.call));
}

}  // namespace grader
