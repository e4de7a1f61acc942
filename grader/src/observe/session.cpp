#include "observe/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "observe/tally.hpp"

namespace grader {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

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

Session::Session(Target& target, Options options) : scene_(target), options_(std::move(options)) {
    if (target.is_launched() && options_.traced) trace();
    scene_.begin();
}

void Session::trace() {
    scene_.trace();
    if (options_.needs_trace && !scene_.is_traced())
        throw std::runtime_error(
            fmt::format("{} can't be traced: {}", scene_.target().name(), scene_.untraced()));
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
            Visitor& visitor = scene_.visitors().at(static_cast<std::size_t>(number - 1));
            // Nobody waits twice for who did not answer, or has gone.
            if (number == 1 && options_.first_is_silent) continue;
            if (visitor.was_closed() || (turn > 0 && !answers_.at(static_cast<std::size_t>(number - 1))))
                continue;
            scene_.mark(fmt::format("client {} says something", number));
            exchange(visitor, facts, number);
        }
    }
}

void Session::burst(ModelFacts& facts) {
    for (int round = 0; round < options_.bursts; ++round) {
        scene_.mark("all say something at once");
        for (const Visitor& visitor : scene_.visitors()) {
            if (!visitor.was_closed() && visitor.send(options_.message)) ++facts.messages;
        }
        for (std::size_t index = 0; index < scene_.visitors().size(); ++index) {
            if (answers_[index]) scene_.visitors()[index].receive(options_.message.size(), patience);
        }
    }
}

void Session::measure_idle_cpu(ModelFacts& facts) {
    constexpr auto window = milliseconds(300);
    const auto cpu_of = [this] {
        std::map<int, std::int64_t> cpu;
        for (const ThreadFact& thread :
             glance_at(scene_.target().processes(), scene_.connected()).look.threads)
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
    scene_.mark("nobody is there");
    facts.rest = scene_.look().look;
    step(fmt::format("{} clients come, and are silent", options_.clients));
    for (int number = 1; number <= options_.clients; ++number) {
        scene_.mark(fmt::format("client {} comes", number));
        scene_.come();
        answers_.push_back(false);
        scene_.settle();
    }
    facts.silent = scene_.look().look;
    if (!scene_.is_traced()) {
        measure_idle_cpu(facts);
        if (options_.traced && !scene_.target().is_launched()) trace();
        scene_.settle();
    }
    facts.is_traced = scene_.is_traced();
    facts.untraced = scene_.untraced();
    step("they talk");
    const std::size_t talk_begins = scene_.settle();
    talk(facts);
    burst(facts);
    for (const bool answered : answers_) facts.answered += answered ? 1 : 0;
    facts.is_echo = facts.is_echo && facts.answered > 0;
    step("they are silent again");
    const std::size_t talk_ends = scene_.settle();
    scene_.mark("they are silent");
    std::this_thread::sleep_for(milliseconds(300));
    facts.talked = scene_.look().look;
    const std::size_t idle_ends = scene_.settle();
    if (scene_.has_lost_calls()) {
        // What is not there proves nothing.
        facts.is_traced = false;
        facts.untraced = "it makes more calls than can be kept";
    }
    step("they leave");
    scene_.mark("they leave");
    scene_.leave();
    facts.gone = scene_.look().look;
    // It may clean up a moment later: who had one client to wait for has as long as that takes on a busy
    // machine.
    const auto until = Clock::now() + std::chrono::seconds(2);
    while (has_stayed_with_nobody(facts) && Clock::now() < until) {
        std::this_thread::sleep_for(milliseconds(20));
        facts.gone = scene_.look().look;
    }
    if (facts.is_traced) {
        const std::vector<Event> events = log();
        for (std::size_t index = talk_begins; index < talk_ends; ++index) {
            if (events[index].is_call()) ++facts.calls[name_of(events[index].call)];
        }
        facts.talk = tally(events, talk_begins, talk_ends, ports(), process_of());
        facts.idle = tally(events, talk_ends, idle_ends, ports(), process_of());
    }
    if (options_.returns) {
        step("one comes back");
        come_back(facts);
    }
    scene_.end_trace();
    return facts;
}

/// Whether who stayed is there for the next one.
void Session::come_back(ModelFacts& facts) {
    scene_.mark("one comes back");
    scene_.come();
    facts.back = scene_.look().look;
    scene_.leave();
}

}  // namespace grader
