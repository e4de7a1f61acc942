#include "checks/practice1/loop_check.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/calls.hpp"
#include "checks/filling.hpp"
#include "evidence/clients/bytes.hpp"

namespace grader {

namespace {

SnapshotParts with_epolls() {
    SnapshotParts parts;
    parts.memory = false;
    parts.epolls = true;
    return parts;
}

/// The names of a call with more and with fewer arguments.
std::string family_of(Call call) {
    switch (call) {
        case Call::poll:
        case Call::ppoll:
            return "poll";
        case Call::epoll_wait:
        case Call::epoll_pwait:
        case Call::epoll_pwait2:
            return "epoll_wait";
        default:
            return name_of(call);
    }
}

/// The call in which its thread sleeps, at several looks the same; nothing if that is not to be seen.
std::optional<Call> sleeps_in(Server& server) {
    constexpr int looks = 4;
    std::optional<Call> found;
    for (int look = 0; look < looks; ++look) {
        const Snapshot now = server.wait_until_quiet();
        if (now.threads.empty() || now.threads.front().call == Call::none) return std::nullopt;
        const Call call = now.threads.front().call;
        if (found && family_of(*found) != family_of(call)) return std::nullopt;
        found = call;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return found;
}

}  // namespace

Server& LoopCheck::start_as(const std::string& how) {
    ServerOptions options;
    if (!how.empty()) options.arguments = {"--how", how};
    return start(options);
}

void LoopCheck::require_one_thread() {
    const Snapshot now = server().look(only_threads());
    const std::size_t threads = now.threads.size();
    if (threads <= 1 && now.processes <= 1) return;
    fail(FactKind::several_threads, std::to_string(threads),
         fmt::format("the server has {} threads in {} {}: one is to serve everybody", threads, now.processes,
                     now.processes == 1 ? "process" : "processes"));
}

void LoopCheck::serve_two_at_once(const std::string& how) {
    expect_that(
        "one thread serves two clients at the same time, whoever of them talks and whoever is silent");
    start_as(how);
    Client& first = connect();
    Client& second = connect();
    step("{} and {} connect; {} sends a line and waits for it", first.name(), second.name(), second.name());
    essential([&] { second.round_trip("I have something to say\n"); });
    step("now {} does, which was silent until then; then both in turn", first.name());
    first.round_trip("so have I\n");
    for (std::uint64_t turn = 0; turn < 3; ++turn) {
        second.round_trip(text(turn, 3'000));
        first.round_trip(text(turn + 10, 300));
    }
    for (const Client* client : {&first, &second}) require_its_kind_of(*client);
    step("{} closes its sending side, and its connection is to be closed; {} goes on", second.name(),
         first.name());
    second.shutdown_write();
    second.expect_eof();
    first.round_trip("I am still here\n");
    somebody_new_is_served();
    require_one_thread();
}

void LoopCheck::expect_sleep_in(const std::string& call) {
    expect_that(fmt::format("while all clients are silent the server's thread sleeps, in {}()", call));
    step("4 clients connect one after another; each sends a line and waits for it");
    std::vector<Client*> clients;
    for (int index = 0; index < 4; ++index) {
        clients.push_back(&connect());
        clients.back()->round_trip("hello\n");
    }
    for (const Client* client : clients) require_its_kind_of(*client);
    step("{} leaves, {} resets its connection, the others say nothing more", clients[0]->name(),
         clients[1]->name());
    clients[0]->leave();
    clients[1]->reset();
    const RestWatch watch = watch_rest(server());
    if (const auto unrest = watch.unrest()) {
        const std::string listed = listed_for_room(*clients[2]);
        if (!listed.empty())
            fail(FactKind::asks_for_room_in_vain, "EPOLLOUT",
                 fmt::format("{} in which nobody said anything{}", *unrest, listed));
        fail(FactKind::busy_in_silence, watch.spins() ? "cpu" : "wakes",
             fmt::format("{} in which nobody said anything", *unrest));
    }
    require_one_thread();
    const std::optional<Call> found = sleeps_in(server());
    if (found && family_of(*found) != call)
        fail(FactKind::sleeps_elsewhere, name_of(*found),
             fmt::format("its thread sleeps in {}(), not in {}()", name_of(*found), call));
    step("one of them speaks again");
    clients[2]->round_trip("good morning\n");
}

void LoopCheck::add_circumstances(Finding& finding) {
    ServerCheck::add_circumstances(finding);
    try {
        const Snapshot now = server().look(only_threads());
        if (now.threads.size() != 1 || !now.all_asleep() || now.threads.front().call == Call::none) return;
        const std::string call = name_of(now.threads.front().call);
        finding.facts.push_back({FactKind::asleep, call, fmt::format("its thread sleeps in {}()", call)});
    } catch (const std::runtime_error&) {
        // It has ended, and that was said.
    }
}

std::string LoopCheck::listed_for_room(const Client& client) {
    const auto events = server().look(with_epolls()).epoll_events(client.local_port());
    if (!events || (*events & EPOLLOUT) == 0) return {};
    return fmt::format(
        ". In the kernel's list (/proc/PID/fdinfo) {} is watched for {:#x}, with EPOLLOUT, which is "
        "{:#x}",
        client.name(), *events, static_cast<unsigned>(EPOLLOUT));
}

void LoopCheck::fail_if_it_still_asks_for_room(const Client& client, const RestWatch& watch) {
    const auto spins = watch.unrest();
    if (!spins) return;
    const std::string listed = listed_for_room(client);
    fail(FactKind::asks_for_room_in_vain, listed.empty() ? "" : "EPOLLOUT",
         fmt::format("{} has got everything back, all are silent, and the server does not come to rest: {}{}",
                     client.name(), *spins, listed));
}

/// It keeps them all, or has thrown some away.
void LoopCheck::fail_of_taking_all(Client& client, std::string_view all, std::uint64_t memory_before) {
    if (server().look(all_but_sockets()).resident_bytes > memory_before + too_much / 2)
        fail(FactKind::buffers_without_bound, "",
             fmt::format(
                 "the server took {} MiB from a client that read nothing, and keeps them in its memory",
                 all.size() >> 20U));
    try {
        client.expect(all);
    } catch (const ClientError& error) {
        fail(FactKind::bytes_lost, "",
             fmt::format("the server took {} MiB from a client that read nothing, and has lost some: {}",
                         all.size() >> 20U, error.what()));
    }
    inconclusive(fmt::format("this machine's buffers take {} MiB: nothing can be made to wait for room",
                             all.size() >> 20U));
}

void LoopCheck::keep_the_rest() {
    expect_that(
        "what the kernel does not take at once is kept for its client and sent when there is room again; "
        "until "
        "then nothing more is read from that one, the others are served, and nothing spins");
    Client& late = connect();
    late.round_trip("before\n");
    Client& other = connect();
    other.round_trip("before\n");
    for (const Client* client : {&late, &other}) require_its_kind_of(*client);
    // One that does not rest while all are silent is another check's matter.
    const bool was_restful = !watch_rest(server()).unrest();
    step("{} sends until nothing more fits anywhere, and reads nothing", late.name());
    const std::uint64_t memory_before = server().look(all_but_sockets()).resident_bytes;
    const Filling filling = fill_up(server(), late, too_much);
    const std::string_view all = std::string_view(filling.bytes).substr(0, filling.sent);
    if (!filling.is_stuck) fail_of_taking_all(late, all, memory_before);
    step("{} sends a line and waits for it", other.name());
    try {
        other.round_trip("I am not stuck\n");
    } catch (const ClientError& error) {
        fail(FactKind::held_up_by_a_slow_reader, "",
             fmt::format("while {} takes nothing, {} is not served: {}", late.name(), other.name(),
                         error.what()));
    }
    if (const auto unrest = watch_rest(server()).unrest(); unrest && was_restful)
        fail(
            FactKind::spins_while_stuck, "",
            fmt::format("{} in which nothing could be sent to {}, and {} was silent: the server is woken, or "
                        "tries, again and again",
                        *unrest, late.name(), other.name()));
    step("now {} reads: all of its {} KiB must come back, in order", late.name(), filling.sent >> 10U);
    try {
        late.expect(all);
    } catch (const ClientError& error) {
        look_for_what_is_left(late, error.what());
        throw;
    }
    step("all are silent again");
    if (was_restful) fail_if_it_still_asks_for_room(late, watch_rest(server()));
    for (Client* client : {&late, &other}) client->round_trip("and on it goes\n");
    require_one_thread();
}

}  // namespace grader
