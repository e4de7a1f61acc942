// Stage C: nothing may put a worker to sleep but the event loop, least of all while clients wait for a slow
// back end (--delay-ms). Seen in a traced session: which calls the serving threads make, and in which they
// are found.
#include <map>
#include <thread>

#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/trace/calls.hpp"
#include "evidence/trace/workers.hpp"

namespace grader {

namespace {

constexpr std::string_view loop = "rt::detail::Worker::";

/// Whether the stack shows that the thread is in the middle of a task's turn: a function of the student's,
/// called by the runtime's loop. (In the loop itself a worker may wait for the others. And main() is not
/// called by it.)
bool is_in_a_turn(const Event& call, const std::filesystem::path& sources) {
    bool in_students_code = false;
    for (const Frame& frame : call.stack) {
        if (own_source_line(frame, sources)) in_students_code = true;
        if (frame.function.compare(0, loop.size(), loop) == 0) return in_students_code;
    }
    return false;
}

class BlockingCheck : public ServerCheck {
 protected:
    static constexpr std::size_t clients = 6;

    /// All send at once, twice, and then say nothing. While they wait, and when they are silent, several
    /// looks at the calls in progress.
    void play() {
        require_tracing();
        ServerOptions options;
        options.arguments = {"--workers", "2", "--delay-ms", "150"};
        options.traced = true;
        options.stacks_per_call = 200;
        options.may_write_files = true;  // or a log that is synced after each line could not be opened
        Server& server = start(options);
        step(
            "{} clients connect; twice, all send a line at the same time and wait for it; then they are "
            "silent",
            clients);
        const std::vector<Client*> crowd = connect_many(clients);
        for (int turn = 0; turn < 2; ++turn) {
            for (std::size_t index = 0; index < clients; ++index) crowd[index]->send(text(index, 60));
            look(server);
            try {
                for (std::size_t index = 0; index < clients; ++index) crowd[index]->expect(text(index, 60));
            } catch (const ClientError& error) {
                trouble_ = error.what();
                break;
            }
        }
        // A thread that reads a connection and blocks is found waiting there now, if it has been lucky
        // before.
        if (trouble_.empty()) look(server);
        log_ = server.log();
    }
    [[noreturn]] void fail_at(const std::string& seen, const Event& culprit) {
        fail(seen, {trace_excerpt("The call", {culprit}, client_names())},
             own_source_line(culprit, subject().sources));
    }

    /// How long a disk or a name server takes is chance; that the worker waits for it can be seen all the
    /// same.
    void require_no_slow_calls(const std::set<int>& workers) {
        const Event* first_client =
            log_.first([](const Event& event) { return accepts(event.name) && event.result >= 0; });
        for (const Event& event : log_.events()) {
            // Before that, an address to listen at may have to be looked up.
            if (first_client == nullptr || event.begin < first_client->begin) continue;
            if (event.what != "call" || workers.count(event.tid) == 0) continue;
            if (waits_for_a_disk(event))
                fail_at(fmt::format("thread {}, which serves clients, waits for a disk ({})", event.tid,
                                    event.name),
                        event);
            if (const std::string lookup = name_lookup(event); !lookup.empty())
                fail_at(fmt::format("thread {}, which serves clients, waits for a name server ({})",
                                    event.tid, lookup),
                        event);
        }
    }

    EventLog log_;
    std::vector<Event>
        stuck_;  // calls in which a thread was found again and again while nothing else happened
    std::string trouble_;

 private:
    void look(Server& server) {
        constexpr int looks_in_a_row = 5;
        std::map<std::uint64_t, int> seen;
        std::size_t events = 0;
        for (int turn = 0; turn < 10; ++turn) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            std::size_t now = 0;
            server.for_each_event([&](const Event&) { ++now; });
            if (now != events) seen.clear();
            events = now;
            for (const Event& call : server.calls_in_flight()) {
                if (++seen[call.begin] == looks_in_a_row) stuck_.push_back(call);
            }
        }
    }
};

}  // namespace

GRADED_CHECK(Lab5, BlockingCheck, NothingBlocksAWorker) {
    expect_that(
        "with --delay-ms 150 the threads that serve clients sleep only in the event loop: in no nanosleep(), "
        "no poll() "
        "or select(), no blocking read, no fsync(), no look-up of a name, and no mutex that somebody keeps");
    play();
    const std::set<int> workers = workers_of(log_);
    if (workers.empty()) fail("no client was served: " + trouble_);
    const auto sleeps = [&](const Event& event) {
        return workers.count(event.tid) != 0 && sleeps_for_a_time(event);
    };
    const Event* asleep = log_.first(sleeps);
    if (asleep == nullptr) {
        const auto found = std::find_if(stuck_.begin(), stuck_.end(), sleeps);
        if (found != stuck_.end()) asleep = &*found;
    }
    if (asleep != nullptr)
        fail_at(fmt::format("thread {}, which serves clients, sleeps in {}{}", asleep->tid, asleep->name,
                            asleep->asked_ns > 0
                                ? fmt::format(" for {:g} ms", static_cast<double>(asleep->asked_ns) / 1e6)
                                : ""),
                *asleep);
    require_no_slow_calls(workers);
    for (const Event& call : stuck_) {
        if (workers.count(call.tid) == 0) continue;
        if (uses_connection(call) && may_block(call))
            fail_at(fmt::format("thread {} is stuck in {} of one connection, and serves no other meanwhile",
                                call.tid, call.name),
                    call);
        if (call.name == "futex" && is_in_a_turn(call, subject().sources))
            fail_at(fmt::format(
                        "thread {} is stuck in the middle of a task, waiting for a mutex or another thread "
                        "(futex)",
                        call.tid),
                    call);
    }
    if (!trouble_.empty()) fail("a client did not get its echo: " + trouble_);
}

}  // namespace grader
