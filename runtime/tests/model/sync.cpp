#include "model/sync.hpp"

#include <cxxabi.h>
#include <ucontext.h>

#include <array>
#include <deque>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

#include "rt/detail/task_core.hpp"

namespace rt::model {
namespace {

using detail::sync::Pending;

/// What the compiler's library knows of the exceptions that a thread handles just now.
using Exceptions = std::array<void*, 2>;

struct Thread {
    std::function<void()> body;
    std::unique_ptr<char[]> stack;
    ucontext_t context{};
    // What each real thread has for itself.
    detail::Context runtime_context{};
    Exceptions exceptions{};
    // What it waits for; empty: it can go on.
    std::function<bool()> holds;
    bool may_time_out = false;
    bool has_timed_out = false;
    bool has_ended = false;
    std::deque<Pending*> stores;  // the oldest first
};

constexpr std::size_t stack_size = 256 * 1024;
constexpr unsigned long most_steps = 400'000;

struct Run {
    std::mt19937_64 random;
    std::deque<Thread> threads{};
    unsigned running = 0;
    unsigned long steps = 0;
    ucontext_t driver{};
    std::string failure{};
};

Run* current = nullptr;

void begin_thread() {
    Thread& self = current->threads[current->running];
    self.body();
    detail::sync::flush();
    self.has_ended = true;
    ::setcontext(&current->driver);
}

Exceptions& exceptions_of_this_thread() {
    return *reinterpret_cast<Exceptions*>(abi::__cxa_get_globals());
}

/// From a thread to whoever decides who goes on.
void give_way() {
    Thread& self = current->threads[current->running];
    self.runtime_context = detail::this_context;
    self.exceptions = exceptions_of_this_thread();
    ::swapcontext(&self.context, &current->driver);
}

void go_on_with(unsigned number) {
    Thread& thread = current->threads[number];
    thread.holds = nullptr;
    current->running = number;
    detail::this_context = thread.runtime_context;
    exceptions_of_this_thread() = thread.exceptions;
    ::swapcontext(&current->driver, &thread.context);
}

void show_oldest_store(unsigned number) {
    Thread& thread = current->threads[number];
    Pending* const oldest = thread.stores.front();
    thread.stores.pop_front();
    oldest->show_oldest(number);
}

/// Tries whoever comes, beginning with one that the seed chooses. A condition that holds may take what it
/// waited for (a lock), so it is asked only of who then goes on.
bool somebody_goes_on(bool time_passes) {
    const auto count = static_cast<unsigned>(current->threads.size());
    const unsigned first = pick(count);
    for (unsigned offset = 0; offset < count; ++offset) {
        const unsigned number = (first + offset) % count;
        Thread& thread = current->threads[number];
        if (thread.has_ended) continue;
        if (thread.holds && !thread.holds()) {
            if (!thread.may_time_out || !time_passes) continue;
            thread.has_timed_out = true;
        }
        go_on_with(number);
        return true;
    }
    return false;
}

bool all_have_ended() {
    for (const Thread& thread : current->threads)
        if (!thread.has_ended) return false;
    return true;
}

void show_some_store() {
    const unsigned number = pick(static_cast<unsigned>(current->threads.size()));
    if (!current->threads[number].stores.empty()) show_oldest_store(number);
}

}  // namespace

unsigned pick(unsigned count) {
    return static_cast<unsigned>(current->random() % count);
}

std::string run(unsigned long long seed, const std::function<void()>& body) {
    Run whole{std::mt19937_64(seed)};
    current = &whole;
    const detail::Context own_context = detail::this_context;
    const Exceptions own_exceptions = exceptions_of_this_thread();
    detail::sync::start_thread(body);
    while (whole.failure.empty() && !all_have_ended()) {
        if (pick(4) == 0) show_some_store();
        if (somebody_goes_on(pick(16) == 0)) continue;
        detail::sync::flush_everybody();
        if (!somebody_goes_on(true))
            whole.failure = "all threads wait, and nobody is left who could wake one";
    }
    detail::this_context = own_context;
    exceptions_of_this_thread() = own_exceptions;
    current = nullptr;
    return whole.failure;
}

}  // namespace rt::model

namespace rt::detail::sync {

using model::current;

void step() {
    if (current == nullptr) return;
    if (++current->steps > model::most_steps) {
        current->failure = "after " + std::to_string(model::most_steps) + " steps there is no end";
        model::give_way();
    }
    if (model::pick(3) == 0) model::give_way();
}

bool wait_until(const std::function<bool()>& holds, bool may_time_out) {
    if (holds()) return true;
    if (current == nullptr) throw std::logic_error("outside of a run nobody is there to wait for");
    model::Thread& self = current->threads[current->running];
    self.holds = holds;
    self.may_time_out = may_time_out;
    self.has_timed_out = false;
    model::give_way();
    return !self.has_timed_out;
}

unsigned start_thread(std::function<void()> body) {
    model::Thread& thread = current->threads.emplace_back();
    thread.body = std::move(body);
    thread.stack = std::make_unique_for_overwrite<char[]>(model::stack_size);
    ::getcontext(&thread.context);
    thread.context.uc_stack.ss_sp = thread.stack.get();
    thread.context.uc_stack.ss_size = model::stack_size;
    ::makecontext(&thread.context, model::begin_thread, 0);
    return static_cast<unsigned>(current->threads.size() - 1);
}

bool has_ended(unsigned thread) {
    return current->threads[thread].has_ended;
}

unsigned this_thread() {
    return current != nullptr ? current->running : 0;
}

void put_into_buffer(Pending& what) {
    if (current == nullptr) return what.show_oldest(this_thread());
    current->threads[current->running].stores.push_back(&what);
}

void flush() {
    if (current == nullptr) return;
    while (!current->threads[current->running].stores.empty()) model::show_oldest_store(current->running);
}

void flush_everybody() {
    for (unsigned number = 0; number < current->threads.size(); ++number)
        while (!current->threads[number].stores.empty()) model::show_oldest_store(number);
}

}  // namespace rt::detail::sync
