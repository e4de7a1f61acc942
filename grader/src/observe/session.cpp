#include "observe/session.hpp"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "observe/tally.hpp"

namespace grader {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t most_events = 400'000;
constexpr auto longest_calm = milliseconds(400);
constexpr auto patience = milliseconds(1'000);  // for an answer, where there has been one; else half of it

/// Whether a thread that waited for one client is still there, now that this one has left.
bool has_stayed_with_nobody(const ModelFacts& facts) {
    return std::any_of(facts.silent.threads.begin(), facts.silent.threads.end(),
                       [&](const ThreadFact& thread) {
                           return thread.clients.size() == 1 &&
                                  std::any_of(facts.gone.threads.begin(), facts.gone.threads.end(),
                                              [&](const ThreadFact& left) { return left.tid == thread.tid; });
                       });
}

}  // namespace

Session::Session(Target& target, Options options) : target_(target), options_(std::move(options)) {
    if (target_.is_launched() && options_.traced) trace();
    target_.let_go();
    target_.wait_until_it_listens();
    wait_until_calm(target_, std::chrono::seconds(2));
}

void Session::trace() {
    try {
        watch_ = std::make_unique<Watch>(
            target_.processes(),
            [this](const Event& event) {
                const std::lock_guard lock(mutex_);
                if (events_.size() < most_events)
                    events_.push_back(event);
                else
                    lost_ = true;
            },
            target_.is_launched());
    } catch (const std::system_error& refused) {
        if (options_.needs_trace)
            throw std::runtime_error(fmt::format("{} can't be traced: {}", target_.name(), refused.what()));
        untraced_ = refused.what();
    }
}

void Session::mark(const std::string& name) {
    Event event;
    event.what = EventKind::mark;
    event.name = name;
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    event.begin_ns = event.end_ns = now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
}

/// Until it rests; the number of events by then.
std::size_t Session::settle() {
    wait_until_calm(target_, longest_calm);
    const std::lock_guard lock(mutex_);
    return events_.size();
}

ModelLook Session::look() {
    settle();
    const Glance glance = glance_at(target_.processes(), ports_);
    if (glance.snapshot.threads.empty())
        throw std::runtime_error(target_.name() + " has ended" + target_.last_words());
    for (const ThreadFact& thread : glance.look.threads) process_of_[thread.tid] = thread.process;
    return glance.look;
}

void Session::exchange(Visitor& visitor, ModelFacts& facts, int number) {
    const auto index = static_cast<std::size_t>(number - 1);
    const auto wait = answers_.at(index) ? patience : patience / 2;
    if (!visitor.send(options_.message)) return;
    ++facts.messages;
    const std::string came = visitor.receive(options_.message.size(), wait);
    facts.is_echo = facts.is_echo && came == options_.message;
    if (!came.empty()) answers_.at(index) = true;
}

void Session::talk(ModelFacts& facts) {
    facts.is_echo = true;
    for (int turn = 0; turn < options_.turns; ++turn) {
        for (int number = 1; number <= options_.clients; ++number) {
            Visitor& visitor = visitors_.at(static_cast<std::size_t>(number - 1));
            // Nobody waits twice for who did not answer, or has gone.
            if (number == 1 && options_.first_is_silent) continue;
            if (visitor.was_closed() || (turn > 0 && !answers_.at(static_cast<std::size_t>(number - 1))))
                continue;
            mark(fmt::format("client {} says something", number));
            exchange(visitor, facts, number);
        }
    }
}

void Session::burst(ModelFacts& facts) {
    for (int round = 0; round < options_.bursts; ++round) {
        mark("all say something at once");
        for (const Visitor& visitor : visitors_) {
            if (!visitor.was_closed() && visitor.send(options_.message)) ++facts.messages;
        }
        for (std::size_t index = 0; index < visitors_.size(); ++index) {
            if (answers_[index]) visitors_[index].receive(options_.message.size(), patience);
        }
    }
}

void Session::measure_idle_cpu(ModelFacts& facts) {
    constexpr auto window = milliseconds(300);
    const auto cpu_of = [this] {
        std::map<int, std::int64_t> cpu;
        for (const ThreadFact& thread : glance_at(target_.processes(), ports_).look.threads)
            cpu[thread.tid] = static_cast<std::int64_t>(thread.cpu_ns);
        return cpu;
    };
    const auto begin = Clock::now();
    const auto before = cpu_of();
    std::this_thread::sleep_for(window);
    const auto after = cpu_of();
    facts.idle_ns = std::chrono::nanoseconds(Clock::now() - begin).count();
    for (const auto& [tid, cpu] : after) {
        if (const auto found = before.find(tid); found != before.end())
            facts.idle_cpu_ns[tid] = cpu - found->second;
    }
}

ModelFacts Session::play(const std::function<void(const std::string&)>& step) {
    ModelFacts facts;
    facts.clients = options_.clients;
    step("nobody is there");
    mark("nobody is there");
    facts.rest = look();
    step(fmt::format("{} clients come, and are silent", options_.clients));
    for (int number = 1; number <= options_.clients; ++number) {
        mark(fmt::format("client {} comes", number));
        const Visitor& visitor = visitors_.emplace_back(target_.address(), target_.port());
        answers_.push_back(false);
        ports_[visitor.port()] = number;
        settle();
    }
    all_ports_ = ports_;
    facts.silent = look();
    if (!watch_) {
        measure_idle_cpu(facts);
        if (options_.traced && !target_.is_launched()) trace();
        settle();
    }
    facts.is_traced = watch_ != nullptr;
    facts.untraced = untraced_;
    step("they talk");
    const std::size_t talk_begins = settle();
    talk(facts);
    burst(facts);
    for (const bool answered : answers_) facts.answered += answered ? 1 : 0;
    facts.is_echo = facts.is_echo && facts.answered > 0;
    step("they are silent again");
    const std::size_t talk_ends = settle();
    mark("they are silent");
    std::this_thread::sleep_for(milliseconds(300));
    facts.talked = look();
    const std::size_t idle_ends = settle();
    if (const std::lock_guard lock(mutex_); lost_) {
        // What is not there proves nothing.
        facts.is_traced = false;
        facts.untraced = "it makes more calls than can be kept";
    }
    step("they leave");
    mark("they leave");
    visitors_.clear();
    ports_.clear();
    facts.gone = look();
    // It may clean up a moment later: who had one client to wait for has as long as that takes on a busy
    // machine.
    const auto until = Clock::now() + std::chrono::seconds(2);
    while (has_stayed_with_nobody(facts) && Clock::now() < until) {
        std::this_thread::sleep_for(milliseconds(20));
        facts.gone = look();
    }
    if (facts.is_traced) {
        const std::vector<Event> events = log();
        for (std::size_t index = talk_begins; index < talk_ends; ++index) {
            if (events[index].is_call()) ++facts.calls[name_of(events[index].call)];
        }
        facts.talk = tally(events, talk_begins, talk_ends, all_ports_, process_of_);
        facts.idle = tally(events, talk_ends, idle_ends, all_ports_, process_of_);
    }
    if (options_.returns) {
        step("one comes back");
        come_back(facts);
    }
    watch_.reset();
    return facts;
}

/// Whether who stayed is there for the next one.
void Session::come_back(ModelFacts& facts) {
    mark("one comes back");
    const Visitor& visitor = visitors_.emplace_back(target_.address(), target_.port());
    ports_[visitor.port()] = facts.clients + 1;
    facts.back = look();
    visitors_.clear();
    ports_.clear();
}

std::vector<Event> Session::log() const {
    const std::lock_guard lock(mutex_);
    return events_;
}

}  // namespace grader
