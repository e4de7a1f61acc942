// Stage C: nothing may put a worker to sleep but the event loop, least of all while clients wait for a slow
// back end (--delay-ms). Seen in a traced session: which calls the serving threads make, and in which they
// are found.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/calls.hpp"
#include "checks/lab5/turns.hpp"
#include "checks/lab5/worker_watch.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/trace/workers.hpp"

namespace grader {

namespace {

// Once or twice may be the machine, which stands still and calls it CPU time.
constexpr int computations_that_tell = 3;

class BlockingCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    static constexpr std::size_t clients = 6;

    /// All send at once, twice, and then say nothing. While they wait, and when they are silent, several
    /// looks at the calls in progress.
    void play() {
        require_tracing();
        ServerOptions options;
        options.arguments = {"--workers", "2", "--delay-ms", "150"};
        options.traced = true;
        options.stacks_per_call = 40;
        options.may_write_files = true;  // or a log that is synced after each line could not be opened
        Server& server = start(options);
        step(
            "{} clients connect; twice, all send a line at the same time and wait for it; then they are "
            "silent",
            clients);
        const std::vector<Client*> crowd = connect_many(clients);
        for (int turn = 0; turn < 2; ++turn) {
            for (std::size_t index = 0; index < clients; ++index) crowd[index]->send(text(index, 60));
            watch_.look(server);
            try {
                for (std::size_t index = 0; index < clients; ++index) crowd[index]->expect(text(index, 60));
            } catch (const ClientError& error) {
                trouble_ = error.what();
                trouble_facts_ = error.facts;
                break;
            }
        }
        // A thread that reads a connection and blocks is found waiting there now, if it has been lucky
        // before.
        if (trouble_.empty()) watch_.look(server);
        require_all_was_seen();
        log_ = server.log();
        turns_.emplace(log_, subject_.sources);
    }
    [[noreturn]] void fail_at(FactKind fact, std::string value, const std::string& seen,
                              const Event& culprit) {
        fail(fact, std::move(value), seen, {trace_excerpt("The call", {culprit}, client_names())},
             own_line(culprit));
    }

    /// How long a disk or a name server takes is chance; that the worker waits for it can be seen all the
    /// same.
    void require_no_slow_calls(const std::set<int>& workers) {
        const Event* first_client =
            log_.first([](const Event& event) { return accepts(event.call) && event.result >= 0; });
        for (const Event& event : log_.events()) {
            // Before that, an address to listen at may have to be looked up.
            if (first_client == nullptr || event.begin < first_client->begin) continue;
            if (!event.is_call() || workers.count(event.tid) == 0) continue;
            if (waits_for_a_disk(event))
                fail_at(FactKind::worker_waits_for_a_disk, name_of(event.call),
                        fmt::format("thread {}, which serves clients, waits for a disk ({})", event.tid,
                                    name_of(event.call)),
                        event);
            if (const std::string lookup = name_lookup(event); !lookup.empty())
                fail_at(FactKind::worker_looks_a_name_up, "",
                        fmt::format("thread {}, which serves clients, waits for a name server ({})",
                                    event.tid, lookup),
                        event);
        }
    }

    /// In the loop a worker sleeps, and nowhere else: not in the middle of a task, in whatever call.
    void require_no_sleep_in_a_turn(const std::set<int>& workers) {
        const auto in_a_turn = [&](const Event& event) {
            return workers.count(event.tid) != 0 && turns_->is_in_one(event);
        };
        // An event loop within the event loop.
        const Event* nested = log_.first([&](const Event& event) {
            return waits_for_events(event) && event.asked_ns != 0 && in_a_turn(event);
        });
        if (nested != nullptr)
            fail_at(FactKind::worker_has_a_loop_of_its_own, "",
                    fmt::format("thread {} waits for events ({}) in the middle of a task: all other tasks of "
                                "this worker wait with it",
                                nested->tid, name_of(nested->call)),
                    *nested);
        for (const Event& call : watch_.stuck()) {
            if (workers.count(call.tid) == 0 || call.call == Call::sched_yield) continue;
            if (uses_connection(call)) {
                if (!may_block(call)) continue;
                fail_at(
                    FactKind::worker_sleeps, "connection",
                    fmt::format("thread {} is stuck in {} of one connection, and serves no other meanwhile",
                                call.tid, name_of(call.call)),
                    call);
            }
            if (!may_sleep_in(call))
                fail_at(FactKind::worker_sleeps, name_of(call.call),
                        fmt::format("thread {}, which serves clients, sleeps in {}", call.tid,
                                    name_of(call.call)),
                        call);
            require_outside_of_a_turn(call);
        }
        // Many short sleeps, one after another.
        for (const int worker : workers) {
            const auto found = watch_.found().find(worker);
            if (found == watch_.found().end()) continue;
            const auto times = std::count_if(found->second.begin(), found->second.end(), in_a_turn);
            if (times < WorkerWatch::looks_that_tell) continue;
            require_outside_of_a_turn(*std::find_if(found->second.begin(), found->second.end(), in_a_turn));
        }
        int computations = 0;
        for (const auto& [thread, times] : watch_.computed())
            computations += workers.count(thread) != 0 ? times : 0;
        if (computations >= computations_that_tell)
            fail(FactKind::worker_computes, "",
                 fmt::format("{} times a thread that serves clients used more than 50 ms of CPU time between "
                             "two calls: all other tasks of this worker waited meanwhile",
                             computations));
        for (const auto& [thread, call] : watch_.stuck_out_of_sight()) {
            if (workers.count(thread) == 0) continue;
            fail(FactKind::worker_sleeps, name_of(call),
                 fmt::format("thread {}, which serves clients, sleeps in {}", thread, name_of(call)));
        }
    }

    EventLog log_;
    WorkerWatch watch_;
    std::string trouble_;
    Facts trouble_facts_;

 private:
    void require_outside_of_a_turn(const Event& call) {
        if (turns_->is_in_one(call))
            fail_at(FactKind::worker_sleeps, name_of(call.call),
                    waits_for_threads(call)
                        ? fmt::format("thread {} is stuck in the middle of a task, waiting for a mutex or "
                                      "another thread ({})",
                                      call.tid, name_of(call.call))
                        : fmt::format("thread {} sleeps in {} in the middle of a task", call.tid,
                                      name_of(call.call)),
                    call);
        if (!waits_for_events(call) && turns_->is_unreadable(call))
            inconclusive(fmt::format(
                "thread {} was found asleep in {} again and again, and its stack can't be walked: whether it "
                "is in the middle of a task is not to be seen",
                call.tid, name_of(call.call)));
    }

    std::optional<Turns> turns_;
};

}  // namespace

GRADED_CHECK(Lab5, BlockingCheck, NothingBlocksAWorker) {
    expect_that(
        "with --delay-ms 150 the threads that serve clients sleep only in the event loop: in no nanosleep(), "
        "no poll() "
        "or select(), no blocking read, no event loop of their own, no fsync(), no look-up of a name, and no "
        "mutex that somebody keeps; and none of them computes for long");
    play();
    const std::set<int> workers = workers_of(log_);
    if (workers.empty()) fail(FactKind::no_reply, "", "no client was served: " + trouble_);
    const auto sleeps = [&](const Event& event) {
        return workers.count(event.tid) != 0 && sleeps_for_a_time(event);
    };
    const Event* asleep = log_.first(sleeps);
    if (asleep == nullptr) {
        const auto found = std::find_if(watch_.stuck().begin(), watch_.stuck().end(), sleeps);
        if (found != watch_.stuck().end()) asleep = &*found;
    }
    if (asleep != nullptr)
        fail_at(
            FactKind::worker_sleeps, name_of(asleep->call),
            fmt::format("thread {}, which serves clients, sleeps in {}{}", asleep->tid, name_of(asleep->call),
                        asleep->asked_ns > 0
                            ? fmt::format(" for {:g} ms", static_cast<double>(asleep->asked_ns) / 1e6)
                            : ""),
            *asleep);
    require_no_slow_calls(workers);
    require_no_sleep_in_a_turn(workers);
    if (trouble_.empty()) return;
    Finding finding;
    finding.seen = "a client did not get its echo: " + trouble_;
    finding.facts = trouble_facts_;
    throw CheckFailed(std::move(finding));
}

}  // namespace grader
