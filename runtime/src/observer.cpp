#include "rt/observer.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "rt/worker.hpp"

namespace rt::detail {

namespace {

constexpr Duration long_turn = std::chrono::milliseconds(10);
constexpr unsigned many_turns = 10'000;

const char* text_of(const char* variable) {
    const char* text = std::getenv(variable);
    return text != nullptr && *text != '\0' && std::strcmp(text, "0") != 0 ? text : nullptr;
}

long long microseconds(Duration time) {
    return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

std::string in_json(const std::string& text) {
    std::string quoted;
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return quoted;
}

}  // namespace

std::unique_ptr<Observer> Observer::from_environment() {
    const bool lint = text_of("RT_LINT") != nullptr;
    const char* path = text_of("RT_TRACE");
    if (!lint && path == nullptr) return nullptr;
    std::FILE* file = nullptr;
    if (path != nullptr) {
        file = std::fopen(path, "we");
        if (file == nullptr)
            throw std::system_error(errno, std::generic_category(), std::string("RT_TRACE: ") + path);
        // A line at a time: most servers are ended by a signal, and the viewer does without the end.
        std::setvbuf(file, nullptr, _IOLBF, BUFSIZ);
        std::fputs("[\n", file);
    }
    return std::unique_ptr<Observer>(new Observer(lint, file));
}

Observer::Observer(bool lint, std::FILE* trace) : lint_(lint), trace_(trace) {}

Observer::~Observer() {
    if (trace_ == nullptr) return;
    std::fputs("]\n", trace_);
    std::fclose(trace_);
}

void Observer::note_birth(TaskCore& task, const char* name, Place place) {
    const std::lock_guard lock(mutex_);
    auto* label = new Label{++tasks_, "", "", 0, false};
    label->name = name != nullptr ? name : "task " + std::to_string(label->number);
    label->birthplace = std::string(place.file) + ":" + std::to_string(place.line);
    task.label = label;
}

Observer::Turn Observer::begin_turn(Worker& /*worker*/, TaskCore& /*task*/) {
    return {std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now())};
}

void Observer::end_turn(Worker& worker, TaskCore& task, const Turn& turn, bool ended, bool yielded) {
    const Instant now = std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
    const Duration length = now - turn.begin;
    auto& longest = worker.counters.longest_poll_ns;
    if (static_cast<std::uint64_t>(length.count()) > longest.load(std::memory_order_relaxed))
        longest.store(static_cast<std::uint64_t>(length.count()), std::memory_order_relaxed);
    if (task.label == nullptr) return;
    if (lint_) lint_turn(task, length, ended, yielded);
    if (trace_ == nullptr) return;
    const std::lock_guard lock(mutex_);
    // The trace event format's complete events ("X"): a turn on the worker's lane, and on the task's own
    // lane.
    for (const unsigned process : {1U, 2U}) {
        std::fprintf(
            trace_,
            "%s{\"name\":\"%s\",\"cat\":\"%s\",\"ph\":\"X\",\"ts\":%lld,\"dur\":%lld,\"pid\":%u,\"tid\":%llu,"
            "\"args\":{\"born\":\"%s\",\"then\":\"%s\"}}\n",
            first_event_ ? "" : ",", in_json(task.label->name).c_str(), process == 1 ? "worker" : "task",
            microseconds(turn.begin.time_since_epoch()), microseconds(length), process,
            process == 1 ? static_cast<unsigned long long>(worker.index()) : task.label->number,
            in_json(task.label->birthplace).c_str(),
            ended     ? "ended"
            : yielded ? "yielded"
                      : "waits");
        first_event_ = false;
    }
}

void Observer::lint_turn(const TaskCore& task, Duration length, bool ended, bool yielded) {
    Label& label = *task.label;
    if (length >= long_turn) {
        std::fprintf(
            stderr,
            "rt lint: %s (spawned at %s) ran for %lld ms without a co_await that waits: everything else on "
            "this worker stood still. Use rt::sleep, not std::this_thread::sleep_for; give blocking or long "
            "work to rt::spawn_blocking\n",
            label.name.c_str(), label.birthplace.c_str(), microseconds(length) / 1000);
    }
    label.turns_at_once = yielded && !ended ? label.turns_at_once + 1 : 0;
    if (label.turns_at_once == many_turns && !label.reported) {
        label.reported = true;
        std::fprintf(
            stderr,
            "rt lint: %s (spawned at %s) has yielded %u times in a row without ever waiting: that is busy "
            "polling. Wait for what it needs: a socket, rt::sleep, rt::Notify\n",
            label.name.c_str(), label.birthplace.c_str(), many_turns);
    }
}

void Observer::note_lost(const TaskCore& task) {
    if (!lint_ || task.label == nullptr) return;
    std::fprintf(stderr,
                 "rt lint: %s (spawned at %s) still waited when the runtime ended, and was cancelled\n",
                 task.label->name.c_str(), task.label->birthplace.c_str());
}

}  // namespace rt::detail
