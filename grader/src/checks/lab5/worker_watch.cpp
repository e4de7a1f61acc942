#include "checks/lab5/worker_watch.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <thread>
#include <utility>

#include "evidence/trace/workers.hpp"

namespace grader {

namespace {

constexpr int looks_at_rest = 10;
constexpr int most_looks = 60;  // the tracer may be slower than the server
// To echo a line takes a thousandth of that. (A virtual machine may count as used what its host took away:
// that is a few milliseconds, now and then.)
constexpr std::uint64_t long_computation_ns = 50'000'000;
constexpr auto between = std::chrono::milliseconds(10);

/// The same call, as the log has it once it has been interrupted for its stack; as it was if it has not.
Event with_stack(Server& server, Event call) {
    server.take_stack(call.tid);
    for (int turn = 0; turn < 10; ++turn) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        server.for_each_event([&](const Event& event) {
            if (event.tid == call.tid && event.begin == call.begin) call.stack = event.stack;
        });
        if (!call.stack.empty()) break;
    }
    return call;
}

}  // namespace

void WorkerWatch::look(Server& server) {
    int at_rest = 0;
    seen_.clear();
    out_of_sight_in_.clear();
    computing_.clear();
    for (int turn = 0; turn < most_looks && at_rest < looks_at_rest; ++turn) {
        std::this_thread::sleep_for(between);
        const Snapshot now = server.look(only_threads());
        if (now.all_asleep()) ++at_rest;
        note_sleepers(server, now);
        note_computing(server, now);
    }
}

void WorkerWatch::note_sleepers(Server& server, const Snapshot& now) {
    const bool nobody_works = now.all_asleep();
    std::map<int, Event> calls;
    for (Event& call : server.calls_in_flight()) calls[call.tid] = std::move(call);
    for (const ThreadView& thread : now.threads) {
        if (thread.state != ThreadState::asleep || thread.call == Call::none) continue;
        const auto in_flight = calls.find(thread.tid);
        if (in_flight == calls.end()) {
            if (++out_of_sight_in_[{thread.tid, thread.call}] == looks_that_tell)
                out_of_sight_[thread.tid] = thread.call;
            continue;
        }
        const Event& call = in_flight->second;
        if (waits_for_threads(call) && !nobody_works) continue;
        found_[call.tid].push_back(call);
        if (++seen_[call.begin] != looks_that_tell) continue;
        // Stacks are walked for the first calls of each kind only.
        stuck_.push_back(call.stack.empty() ? with_stack(server, call) : call);
    }
}

void WorkerWatch::note_computing(Server& server, const Snapshot& now) {
    std::map<int, std::size_t> calls;
    server.for_each_event([&](const Event& event) { ++calls[event.tid]; });
    for (const ThreadView& thread : now.threads) {
        const auto [known, is_new] = computing_.try_emplace(thread.tid);
        Computing& since = known->second;
        if (is_new || calls[thread.tid] != since.calls) since = {calls[thread.tid], thread.cpu_ns, false};
        if (since.told || thread.cpu_ns - since.cpu_ns < long_computation_ns) continue;
        since.told = true;
        ++computed_[thread.tid];
    }
}

}  // namespace grader
