#include "evidence/observed_program.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "base/time_limit.hpp"
#include "evidence/proc/processes.hpp"

namespace grader {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

// More than the tracer ever reports (evidence/trace/event_budget.hpp), whatever the program makes of it.
constexpr std::size_t most_events = 500'000;

}  // namespace

ObservedProgram::ObservedProgram(const to_warden::Launch& launch, milliseconds deadline)
    : deadline_(deadline),
      calls_are_traced_(launch.trace.has_value()),
      process_(std::make_unique<Process>(
          launch, [this](from_warden::Message message) { take_message(std::move(message)); })) {}

ObservedProgram::~ObservedProgram() {
    if (!Limbo::takes()) return;
    try {
        const auto handed = hand_over();
        process_->stop_telling();
        if (handed) Limbo::take(std::move(process_), *handed);
    } catch (const std::exception&) {
        // Then it ends.
    }
}

void ObservedProgram::take_message(from_warden::Message message) {
    const std::lock_guard lock(mutex_);
    if (auto* const observed = std::get_if<from_warden::Observed>(&message.what)) {
        const bool is_mark = observed->event.what == EventKind::mark;
        if (is_mark || events_.size() < most_events) events_.push_back(std::move(observed->event));
        last_event_ = steady_clock::now();
    } else if (const auto* const started = std::get_if<from_warden::Started>(&message.what)) {
        number_ = started->process;
    } else if (const auto* const fell = std::get_if<from_warden::Fell>(&message.what)) {
        fallen_ = fell->thread;
    } else if (message.id != 0) {
        answers_[message.id] = std::move(message.what);
        answered_.notify_all();
    }
}

template <class Question>
std::optional<typename Question::Answer> ObservedProgram::ask(Question question) {
    std::unique_lock lock(mutex_);
    const int id = ++questions_;
    if (!process_->send({id, std::move(question)})) return std::nullopt;
    const auto until = steady_clock::now() + deadline_;
    while (answers_.count(id) == 0 && steady_clock::now() < until) {
        require_time();
        answered_.wait_for(lock, milliseconds(50));
        lock.unlock();
        const bool ended = process_->exit().has_value();
        lock.lock();
        if (ended && answers_.count(id) == 0) return std::nullopt;
    }
    const auto answer = answers_.extract(id);
    auto* const expected =
        answer.empty() ? nullptr : std::get_if<typename Question::Answer>(&answer.mapped());
    return expected == nullptr ? std::nullopt : std::optional(std::move(*expected));
}

std::optional<Snapshot> ObservedProgram::glance(const SnapshotParts& parts) {
    {
        // It stands there still, for a debugger; as far as anybody else goes it has ended.
        const std::lock_guard lock(mutex_);
        if (fallen_ != 0) return std::nullopt;
    }
    auto answer = ask(to_warden::Look{parts});
    if (!answer || !answer->snapshot) return std::nullopt;
    was_seen_ = was_seen_ || (answer->snapshot->hidden.empty() && !answer->snapshot->descriptors.empty());
    return std::move(answer->snapshot);
}

std::optional<HandedOver> ObservedProgram::hand_over() {
    int number = 0;
    int fallen = 0;
    const auto know = [&] {
        const std::lock_guard lock(mutex_);
        number = number_;
        fallen = fallen_;
    };
    know();
    if (fallen == 0) {
        const bool obeyed = ask(to_warden::HandOver{}).has_value();
        know();  // it may have fallen meanwhile
        if (!obeyed && fallen == 0) return std::nullopt;
    }
    const int process = outer_number(number, descendants(process_->warden()));
    if (process == 0) return std::nullopt;
    const std::string threads = "/proc/" + std::to_string(process) + "/task";
    return HandedOver{process, fallen == 0 ? 0 : outer_number(fallen, numbers_in(threads)),
                      calls_are_traced_};
}

void ObservedProgram::mark(const std::string& label) {
    ask(to_warden::Mark{label});
}

void ObservedProgram::hold_at(const HoldPoints& points) {
    ask(to_warden::Hold{points});
}

void ObservedProgram::release_held() {
    ask(to_warden::ReleaseAll{});
}

void ObservedProgram::release(int thread) {
    ask(to_warden::Release{thread});
}

std::vector<int> ObservedProgram::held() {
    auto answer = ask(to_warden::TellHeld{});
    return answer ? std::move(answer->threads) : std::vector<int>{};
}

void ObservedProgram::take_stack(int thread) {
    ask(to_warden::TakeStack{thread});
}

std::vector<Event> ObservedProgram::calls_in_flight() {
    auto answer = ask(to_warden::TellInFlight{});
    return answer ? std::move(answer->calls) : std::vector<Event>{};
}

TaskList ObservedProgram::tasks() {
    auto answer = ask(to_warden::TellTasks{});
    return answer ? std::move(answer->list) : TaskList();
}

EventLog ObservedProgram::log() {
    const std::lock_guard lock(mutex_);
    return EventLog(events_);
}

void ObservedProgram::for_each_event(const std::function<void(const Event&)>& look) {
    const std::lock_guard lock(mutex_);
    for (const Event& event : events_) look(event);
}

void ObservedProgram::wait_until_no_events() {
    const auto until = steady_clock::now() + milliseconds(1'500);
    while (steady_clock::now() < until) {
        require_time();
        std::this_thread::sleep_for(milliseconds(10));
        const std::lock_guard lock(mutex_);
        if (steady_clock::now() - last_event_ > milliseconds(50)) return;
    }
}

}  // namespace grader
