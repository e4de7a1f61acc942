// Event loops, and what is built on them: nobody waits for one client, whoever is ready is told of.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "observe/model_rules.hpp"

namespace grader {

namespace {

/// Who does what, of the threads that serve.
struct Roles {
    std::set<int> waiting;  // for events
    std::set<int> reading;  // from clients
    std::set<int> writing;  // to clients
    std::set<int> helping;  // woken again and again, by one that waits or through a descriptor
};

Roles roles_in(const ModelFacts& facts, const Seen& seen, bool by_epoll) {
    Roles roles;
    const std::set<int> elsewhere = seen.sleepers_elsewhere();
    for (const auto& [tid, doings] : facts.talk) {
        const int waits = by_epoll ? doings.epoll_waits : doings.polls + doings.selects;
        if (waits > 0 && elsewhere.count(tid) == 0) roles.waiting.insert(tid);
        if (!doings.read.empty()) roles.reading.insert(tid);
        if (!doings.wrote.empty()) roles.writing.insert(tid);
    }
    // Once or twice may be anything; for a good part of all messages it is how they are served.
    const int often = std::max(2, facts.messages / 8);
    for (const auto& [tid, doings] : facts.talk) {
        int woken = 0;
        for (const auto& [by, times] : doings.woken_by) {
            if (roles.waiting.count(by) != 0) woken += times;
        }
        if (woken + doings.told >= often && roles.waiting.count(tid) == 0) roles.helping.insert(tid);
    }
    return roles;
}

bool contains_all(const std::set<int>& all, const std::set<int>& some) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

Trigger trigger_of(const std::vector<LoopFact>& loops) {
    std::size_t clients = 0;
    std::size_t edge = 0;
    for (const LoopFact& loop : loops) {
        clients += loop.clients.size();
        edge += static_cast<std::size_t>(loop.edge);
    }
    if (clients == 0) return Trigger::none;
    return edge == clients ? Trigger::edge : edge == 0 ? Trigger::level : Trigger::mixed;
}

std::string how(const std::string& what, Trigger trigger) {
    switch (trigger) {
        case Trigger::edge:
            return what + ", edge-triggered";
        case Trigger::level:
            return what + ", level-triggered";
        default:
            return what;
    }
}

std::set<int> without(const std::set<int>& all, const std::set<int>& some) {
    std::set<int> left;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::inserter(left, left.begin()));
    return left;
}

/// Of the messages, so many that it can't be by chance.
int many_of_messages(const ModelFacts& facts) {
    return std::max(2, facts.messages / 4);
}

/// Where one thread waits: whether it does all, and who else does what. Threads of a runtime take turns to
/// wait, but in so short a time one may do so alone: only what it does, and the others do not, tells roles.
ModelName who_serves(const ModelFacts& facts, const Roles& roles, const std::string& what, Model model,
                     const std::string& waits) {
    const std::set<int> others_read = without(roles.reading, roles.waiting);
    const std::set<int> others_write = without(roles.writing, roles.waiting);
    const bool reads_itself = others_read.size() < roles.reading.size();
    if (!others_read.empty()) {
        if (!reads_itself)
            return unsure(
                fmt::format("{}; one thread waits there, and {}: half-sync/half-async, or a runtime whose "
                            "other workers had no turn to wait",
                            waits, others_read.size() == 1 ? "another one reads" : "others read"));
        ModelName name =
            named(Model::several_workers, fmt::format("{}; {} from clients, whoever waits there", waits,
                                                      fmt::format("{} threads read", roles.reading.size())));
        name.name = fmt::format("{} ({})", name.name, what);
        return name;
    }
    if (roles.helping.empty() && others_write.empty()) {
        ModelName name =
            named(model, fmt::format("{}, and the thread that waits there reads and writes{}", waits,
                                     facts.silent.threads.size() > 1 ? "; the others take no part" : ""));
        name.name = what + ", one loop";
        return name;
    }
    int told = 0;
    for (const int tid : roles.waiting) {
        if (const auto found = facts.talk.find(tid); found != facts.talk.end()) told += found->second.told;
    }
    if (others_write.empty() && told < many_of_messages(facts))
        return unsure(
            fmt::format("{}, and one thread reads there; others are woken again and again, but were not seen "
                        "to do something for clients",
                        waits));
    std::set<int> helpers = roles.helping;
    helpers.insert(others_write.begin(), others_write.end());
    ModelName name = named(
        Model::half_sync_half_async,
        fmt::format(
            "{}; one thread waits there and reads, and {} for the messages and {}", waits,
            helpers.size() == 1 ? "another one is woken" : fmt::format("{} others are woken", helpers.size()),
            others_write.empty()
                ? (helpers.size() == 1 ? "tells it when it is done" : "tell it when they are done")
                : (helpers.size() == 1 ? "answers" : "answer")));
    name.name = fmt::format("{} ({})", name.name, what);
    return name;
}

/// One place to wait at, by whatever call: who is there?
ModelName one_loop(const ModelFacts& facts, const Seen& seen, Model model, Trigger trigger,
                   const std::string& waits) {
    const std::string what = how(std::string(name_of(model)), trigger);
    const std::set<int> at_epoll = model == Model::epoll ? seen.sleepers_at_epolls() : std::set<int>();
    if (!facts.is_traced) {
        if (facts.silent.threads.size() > 1 || facts.talked.threads.size() > 1 || at_epoll.size() > 1)
            return unsure(fmt::format("{}, but what the other threads do is not seen without a trace{}",
                                      waits, facts.untraced.empty() ? "" : " (" + facts.untraced + ")"));
        ModelName name = named(model, waits + ", and there is no other thread");
        name.trigger = trigger;
        name.loops = 1;
        name.name = what + ", one loop";
        return name;
    }
    Roles roles = roles_in(facts, seen, model == Model::epoll);
    roles.waiting.insert(at_epoll.begin(), at_epoll.end());
    if (roles.waiting.size() > 1) {
        ModelName name =
            named(Model::several_workers,
                  fmt::format(
                      "{}; {} take turns to wait there, and {} read from clients", waits,
                      count_of(roles.waiting.size(), "thread"),
                      roles.reading.size() == 1 ? "one has" : fmt::format("{} have", roles.reading.size())));
        name.trigger = trigger;
        name.loops = 1;
        name.name = fmt::format("{} ({})", name.name, what);
        return name;
    }
    if (facts.answered == 0 && roles.reading.empty()) {
        if (facts.silent.threads.size() > 1)
            return unsure(waits + ", but nobody was seen to read from a client");
    } else if (roles.waiting.empty()) {
        return unsure(waits + ", but nobody was seen to come from there while clients talked");
    }
    ModelName name = who_serves(facts, roles, what, model, waits);
    name.trigger = name.model == Model::unsure ? Trigger::none : trigger;
    name.loops = name.model == Model::unsure ? 0 : 1;
    return name;
}

/// Several places to wait at, each with threads of its own.
ModelName several_loops(const ModelFacts& facts, Model model, Trigger trigger, std::size_t loops,
                        std::size_t processes, std::size_t accepting, const Roles& roles) {
    const std::string what = how(std::string(name_of(model)), trigger);
    const std::size_t serving = loops - accepting;
    std::string evidence =
        processes > 1 ? fmt::format("{}, in {}", count_of(loops, "event loop"),
                                    count_of(processes, "process", "processes"))
                      : fmt::format("{} in one process, a thread each", count_of(loops, "event loop"));
    if (accepting == 1 && serving > 0)
        evidence += fmt::format(": one accepts, and {} the clients",
                                serving == 1 ? "the other one has" : fmt::format("{} have", serving));
    const std::size_t sockets = facts.rest.listeners.size();
    if (sockets > 1) evidence += fmt::format("; {} listening sockets (SO_REUSEPORT)", sockets);
    if (!facts.is_traced && facts.silent.threads.size() > loops)
        return unsure(evidence + "; but what the other threads do is not seen without a trace");
    if (facts.is_traced && roles.waiting.size() < serving)
        return unsure(evidence + "; but fewer threads were seen to come from there");
    if (!contains_all(roles.waiting, roles.reading) || !contains_all(roles.waiting, roles.writing))
        return unsure(evidence + "; but threads that do not wait there serve clients");
    ModelName name = named(model, evidence);
    name.trigger = trigger;
    name.loops = static_cast<int>(loops);
    name.name = fmt::format("{}, several loops, one a {}", what, processes > 1 ? "process" : "thread");
    return name;
}

std::optional<ModelName> by_epoll(const ModelFacts& facts, const Seen& seen) {
    const std::vector<LoopFact>& loops = seen.epolls();
    std::set<int> watched;
    std::set<int> processes;
    std::size_t accepting = 0;
    for (const LoopFact& loop : loops) {
        watched.insert(loop.clients.begin(), loop.clients.end());
        processes.insert(loop.process);
        if (loop.clients.empty()) ++accepting;
    }
    if (watched.empty()) return std::nullopt;
    if (!contains_all(watched, seen.accepted()))
        return unsure(fmt::format("its epolls watch {} of {} clients that it has accepted", watched.size(),
                                  seen.accepted().size()));
    const Trigger trigger = trigger_of(loops);
    if (loops.size() > 1) {
        Roles roles = roles_in(facts, seen, true);
        const std::set<int> sleepers = seen.sleepers_at_epolls();
        roles.waiting.insert(sleepers.begin(), sleepers.end());
        return several_loops(facts, Model::epoll, trigger, loops.size(), processes.size(), accepting, roles);
    }
    std::string waits = fmt::format("one epoll watches {}", count_of(watched.size(), "client"));
    if (trigger == Trigger::edge) waits += " with EPOLLET";
    if (trigger == Trigger::level) waits += " without EPOLLET";
    return one_loop(facts, seen, Model::epoll, trigger, waits);
}

std::optional<ModelName> by_poll(const ModelFacts& facts, const Seen& seen) {
    std::set<int> watched;
    std::set<int> processes;
    std::set<Model> models;
    std::size_t accepting = 0;
    std::size_t loops = 0;
    std::string call;
    for (const ThreadFact& thread : seen.pollers()) {
        watched.insert(thread.clients.begin(), thread.clients.end());
        processes.insert(thread.process);
        const bool is_select = thread.call == Call::select || thread.call == Call::pselect6;
        models.insert(is_select ? Model::select : Model::poll);
        call = name_of(thread.call);
        ++loops;
        if (thread.clients.empty()) ++accepting;
    }
    if (watched.empty() || models.size() != 1) return std::nullopt;
    if (!contains_all(watched, seen.accepted()))
        return unsure(fmt::format("{} is given {} of {} clients that it has accepted", call, watched.size(),
                                  seen.accepted().size()));
    if (loops > 1) {
        Roles roles = roles_in(facts, seen, false);
        for (const ThreadFact& thread : seen.pollers()) roles.waiting.insert(thread.tid);
        return several_loops(facts, *models.begin(), Trigger::none, loops, processes.size(), accepting,
                             roles);
    }
    return one_loop(facts, seen, *models.begin(), Trigger::none,
                    fmt::format("{} is given {}", call, count_of(watched.size(), "client")));
}

}  // namespace

std::optional<ModelName> event_loops(const ModelFacts& facts, const Seen& seen) {
    if (auto name = by_epoll(facts, seen)) return name;
    return by_poll(facts, seen);
}

}  // namespace grader
