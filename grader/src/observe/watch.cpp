#include "observe/watch.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include <exception>
#include <future>
#include <utility>
#include <vector>

#include "evidence/trace/trace_spec.hpp"
#include "evidence/trace/tracer.hpp"

namespace grader {

namespace {

/// All stops first, then the handling: see Supervisor::handle_children().
void handle_stops(Tracer& tracer) {
    std::vector<std::pair<pid_t, int>> batch;
    int status = 0;
    for (pid_t tid = 0; (tid = ::waitpid(-1, &status, WNOHANG | __WALL | __WNOTHREAD)) > 0;)
        batch.emplace_back(tid, status);
    for (const auto& [tid, stop] : batch) tracer.handle(tid, stop);
}

void wait_for_a_stop() {
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    // The end of the watch comes without a signal.
    constexpr timespec shortly{0, 10'000'000};
    ::sigtimedwait(&children, nullptr, &shortly);
}

}  // namespace

Watch::Watch(const std::vector<pid_t>& processes, Take take, bool before_exec) {
    std::promise<void> seized;
    std::future<void> whether = seized.get_future();
    thread_ = std::thread([this, processes, before_exec, take = std::move(take), &seized] {
        Tracer tracer(TraceSpec(), take);
        try {
            for (const pid_t process : processes) tracer.watch(process, before_exec);
            seized.set_value();
        } catch (const std::exception&) {
            seized.set_exception(std::current_exception());
            return;
        }
        while (!is_over_) {
            handle_stops(tracer);
            wait_for_a_stop();
        }
        for (const Event& call : tracer.calls_in_flight()) take(call);
    });
    try {
        whether.get();
    } catch (const std::exception&) {
        thread_.join();
        throw;
    }
}

Watch::~Watch() {
    is_over_ = true;
    if (thread_.joinable()) thread_.join();
}

}  // namespace grader
