#include "rt/runtime.hpp"

#include <sched.h>

#include <cstdio>
#include <stdexcept>

#include "rt/runtime_core.hpp"
#include "rt/worker.hpp"

namespace rt {

Runtime::Runtime(const Options& options) : core_(std::make_unique<detail::RuntimeCore>(options)) {}
Runtime::~Runtime() = default;

Counters Runtime::counters() const {
    return core_->counters();
}

void Runtime::run_until_done(detail::TaskCore& task) {
    core_->run_until_done(task);
}

unsigned available_processors() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
    return static_cast<unsigned>(CPU_COUNT(&allowed));
}

namespace detail {

RuntimeCore& current_runtime() {
    if (this_context.worker == nullptr)
        throw std::logic_error("this needs a runtime: call it from a task that Runtime::block_on() runs");
    return this_context.worker->runtime();
}

void start(RuntimeCore& runtime, TaskCore& task, const char* name, Place place) {
    runtime.start(task, name, place);
}

void report_failure(const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const Cancelled&) {
        // An ordinary end.
    } catch (const std::exception& error) {
        std::fprintf(stderr, "rt: a detached task has ended with an exception: %s\n", error.what());
    } catch (...) {
        std::fputs("rt: a detached task has ended with an exception\n", stderr);
    }
}

}  // namespace detail
}  // namespace rt
