#include "checks/lab5/worker_watch.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

namespace grader {

namespace {

constexpr int looks = 10;
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
    std::map<std::uint64_t, int> seen;                        // by the call's beginning
    std::map<std::pair<int, std::string>, int> out_of_sight;  // by thread and call
    for (int turn = 0; turn < looks; ++turn) {
        std::this_thread::sleep_for(between);
        const Snapshot now = server.look(only_threads());
        if (!now.all_asleep()) continue;
        std::set<int> in_traced_calls;
        std::vector<Event> calls = server.calls_in_flight();
        for (Event& call : calls) {
            in_traced_calls.insert(call.tid);
            found_[call.tid].push_back(call);
            if (++seen[call.begin] != looks_that_tell) continue;
            // Stacks are walked for the first calls of each kind only.
            stuck_.push_back(call.stack.empty() ? with_stack(server, call) : call);
        }
        for (const ThreadView& thread : now.threads) {
            if (thread.call.empty() || in_traced_calls.count(thread.tid) != 0) continue;
            if (++out_of_sight[{thread.tid, thread.call}] == looks_that_tell)
                out_of_sight_[thread.tid] = thread.call;
        }
    }
}

}  // namespace grader
