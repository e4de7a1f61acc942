// What the tasks of a random program share, and the model of it that must hold at every step. All of it is
// drawn from one seed, and there is one worker: the same seed gives the same program and the same schedule.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>

#include "rt/rt.hpp"

namespace rt::schedule {

/// Counts the objects that live: in each coroutine's frame there is one, and in each value that is sent.
class Live {
 public:
    Live() { ++count; }
    Live(const Live&) { ++count; }
    Live& operator=(const Live&) = default;
    ~Live() { --count; }
    static inline long count = 0;
};

struct Token {
    explicit Token(std::size_t number) : id(number) {}
    std::size_t id;
    Live live;
};

/// A channel, beside what ought to be in it.
struct Pipe {
    explicit Pipe(std::size_t most) : room(most), channel(most) {}
    std::size_t room;
    Channel<Token> channel;
    std::deque<std::size_t> model;
};

class World {
 public:
    explicit World(unsigned long long seed)
        : random_(seed), permits(1 + pick(3)), gate(permits), pipes{Pipe(1 + pick(3)), Pipe(1)} {}

    unsigned pick(unsigned count) { return static_cast<unsigned>(random_() % count); }
    Duration some_time() { return std::chrono::milliseconds(pick(20)); }

    /// A step of an actor, for the report and for comparing schedules.
    void note(unsigned actor, const char* what, std::uint64_t number = 0) {
        steps_.push_back({now(), actor, what, number});
        if (steps_.size() > steps_shown) steps_.pop_front();
        for (const std::uint64_t part :
             {std::uint64_t{actor}, number, static_cast<std::uint64_t>(now().time_since_epoch().count())})
            hash_ = (hash_ ^ part) * 1099511628211U;
        for (const char* letter = what; *letter != '\0'; ++letter)
            hash_ = (hash_ ^ static_cast<unsigned char>(*letter)) * 1099511628211U;
    }
    void require(bool holds, const char* what) {
        if (!holds && broken_.empty()) broken_ = what + std::string("\n") + steps();
    }
    /// Empty, or the first rule that did not hold, and the steps that led to it.
    [[nodiscard]] const std::string& broken() const { return broken_; }
    [[nodiscard]] std::uint64_t hash() const { return hash_; }

    // Sending and receiving: what has been said to be sent is received once, in that order, and nothing else.

    std::size_t begin_send() { return sends_begun++; }
    void end_send(Pipe& pipe, std::size_t id, int error) {
        ++sends_ended;
        require(error == 0 || error == ECANCELED || error == EPIPE || error == ETIMEDOUT,
                "a send ends well, too late, cancelled, or closed");
        require(error != EPIPE || closing, "EPIPE comes only from a closed channel");
        if (error == 0) pipe.model.push_back(id);
        require(pipe.model.size() <= pipe.room, "no more values are in a channel than it has room for");
    }
    void note_received(Pipe& pipe, std::size_t id) {
        const bool next = !pipe.model.empty() && pipe.model.front() == id;
        require(next, "each value that was sent is received once, in order");
        if (next) pipe.model.pop_front();
    }

    /// Lives as long as this: for counting what is inside of something.
    int* counter() { return &counters_.emplace_back(0); }

    static constexpr unsigned most_tasks = 60;
    unsigned tasks = 0;   // ever started
    unsigned active = 0;  // not yet ended
    bool closing = false;
    std::size_t sends_begun = 0;
    std::size_t sends_ended = 0;

 private:
    struct Step {
        Instant time;
        unsigned actor;
        const char* what;
        std::uint64_t number;
    };
    static constexpr std::size_t steps_shown = 60;
    [[nodiscard]] std::string steps() const {
        std::ostringstream text;
        for (const Step& step : steps_)
            text << "  " << step.time.time_since_epoch().count() / 1'000'000 << " ms  task " << step.actor
                 << ": " << step.what << " " << step.number << "\n";
        return text.str();
    }

    std::mt19937_64 random_;
    std::deque<Step> steps_;
    std::deque<int> counters_;
    std::uint64_t hash_ = 14695981039346656037U;
    std::string broken_;

 public:
    // What the tasks contend for, and who is inside.
    const unsigned permits;
    Semaphore gate;
    unsigned in_gate = 0;
    Mutex mutex;
    bool mutex_held = false;
    Pipe pipes[2];
    /// Requests are answered by one task that waits for the bell.
    Notify bell;
    std::deque<std::shared_ptr<Event>> requests;
    /// Tasks run under its tokens; cancelled and replaced now and then.
    CancelSource source;
};

/// Whoever cancels, awaits: when the scope ends, no task that runs on its behalf may be left.
class Custody {
 public:
    explicit Custody(World* world) : world_(world), inside_(world->counter()) {}
    ~Custody() { world_->require(*inside_ == 0, "whoever cancels a task awaits its end"); }
    Custody(const Custody&) = delete;
    Custody& operator=(const Custody&) = delete;
    [[nodiscard]] int* inside() const { return inside_; }

 private:
    World* world_;
    int* inside_;
};

/// Counts a task from when it is made (it may be spawned, and not have begun) until its frame is destroyed.
class Presence {
 public:
    Presence(World* world, int* inside) : world_(world), inside_(inside) { ++world_->active, ++*inside_; }
    Presence(Presence&& other) noexcept
        : world_(std::exchange(other.world_, nullptr)), inside_(other.inside_) {}
    Presence& operator=(Presence&&) = delete;
    ~Presence() {
        if (world_ != nullptr) --world_->active, --*inside_;
    }

 private:
    World* world_;
    int* inside_;
};

/// Adds one to a count for as long as it lives.
template <class Count>
class Inside {
 public:
    explicit Inside(Count* count) : count_(count) { ++*count_; }
    ~Inside() { --*count_; }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

 private:
    Count* count_;
};

}  // namespace rt::schedule
