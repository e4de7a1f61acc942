// The random program: actors that do what tasks can do with each other, and the services that make sure that
// each of their waits ends. A wait that does not is a lost wake-up.
#pragma once

#include <stdexcept>
#include <utility>

#include "schedule_world.hpp"

namespace rt::schedule {

struct Mishap : std::runtime_error {
    Mishap() : std::runtime_error("an actor's own failure") {}
};

/// Such an actor's failure is seen by the program, which joins it.
constexpr unsigned from_the_program = 3;

struct Actor {
    World* world;
    unsigned id;
    unsigned depth;
    bool may_be_orphaned = false;  // nobody would see its failure: it has none
};

inline Task<> act(Actor self);

inline Task<> nap(Actor self) {
    World& world = *self.world;
    const Instant due = now() + world.some_time();
    co_await sleep_until(due);
    world.note(self.id, "has slept");
    world.require(now() == due, "with nothing else to do, a sleep ends when it is due");
}

inline Task<> send(Actor self) {
    World& world = *self.world;
    Pipe& pipe = world.pipes[world.pick(2)];
    const std::size_t id = world.begin_send();
    Token token(id);
    Result<> result;
    if (world.pick(3) == 0)
        result = co_await timeout(world.some_time(), pipe.channel.send(std::move(token)));
    else
        result = co_await pipe.channel.send(std::move(token));
    world.note(self.id, result ? "has sent" : "has not sent", id);
    world.end_send(pipe, id, result.error());
}

inline Task<> receive(Actor self) {
    World& world = *self.world;
    Pipe& pipe = world.pipes[world.pick(2)];
    const std::optional<Token> token = co_await pipe.channel.receive();
    if (!token) co_return;
    world.note(self.id, "has received", token->id);
    world.note_received(pipe, token->id);
}

inline Task<> pass_gate(Actor self) {
    World& world = *self.world;
    const Semaphore::Permit permit = co_await world.gate.acquire();
    const Inside inside(&world.in_gate);
    world.note(self.id, "has a permit");
    world.require(world.in_gate <= world.permits, "no more hold permits than there are");
    for (unsigned naps = world.pick(3); naps > 0; --naps) co_await nap(self);
}

inline Task<> hold_mutex(Actor self) {
    World& world = *self.world;
    const Mutex::Lock lock = co_await world.mutex.lock();
    world.require(!std::exchange(world.mutex_held, true), "only one holds the mutex");
    world.note(self.id, "holds the mutex");
    try {
        if (world.pick(2) == 0) co_await nap(self);
    } catch (...) {
        world.mutex_held = false;
        throw;
    }
    world.mutex_held = false;
}

inline Task<> request(Actor self) {
    World& world = *self.world;
    const auto answered = std::make_shared<Event>();
    world.requests.push_back(answered);
    world.bell.notify_one();
    co_await answered->wait();
    world.note(self.id, "was answered");
    world.require(answered->is_set(), "who waits for an event finds it set");
}

/// Hears a ring that was meant for the service, perhaps, and passes it on.
inline Task<> listen(Actor self) {
    World& world = *self.world;
    co_await world.bell.wait();
    world.note(self.id, "hears the bell");
    world.bell.notify_one();
}

/// What may never be over by itself, and so wants a limit.
inline Task<> wait_idly(Actor self) {
    switch (self.world->pick(4)) {
        case 0:
            return listen(self);
        case 1:
            return receive(self);
        case 2:
            return [](Actor) -> Task<> { co_await sleep(std::chrono::hours(9)); }(self);
        default:
            return act(self);
    }
}

/// A task on somebody's behalf. It may fail by itself, and looks whether it is really cancelled.
inline Task<> run_present_actor(Actor self, Presence) {
    World& world = *self.world;
    const Live live;
    self.id = world.tasks++;
    world.note(self.id, "begins");
    bool cancelled = false;
    try {
        co_await wait_idly(self);
        if (world.pick(10) == 0 && !self.may_be_orphaned) throw Mishap();
    } catch (const Cancelled&) {
        cancelled = true;
    }
    if (cancelled) {
        world.note(self.id, "is cancelled");
        bool again = false;
        try {
            co_await sleep(std::chrono::hours(9));
        } catch (const Cancelled&) {
            again = true;
        }
        world.require(again, "once a task is cancelled, its later waits are over, too");
        throw Cancelled();
    }
    world.note(self.id, "ends");
}

inline Task<> run_actor(Actor self, int* inside) {
    return run_present_actor(self, Presence(self.world, inside));
}

/// Comes to its end by itself.
inline Task<> run_present_finite_actor(Actor self, Presence) {
    World& world = *self.world;
    const Live live;
    self.id = world.tasks++;
    world.note(self.id, "begins");
    co_await act(self);
    world.note(self.id, "ends");
    if (self.depth == from_the_program && world.pick(10) == 0) throw Mishap();
}

inline Task<> run_finite_actor(Actor self, int* inside) {
    return run_present_finite_actor(self, Presence(self.world, inside));
}

/// Without a task for what is limited.
inline Task<> limit_wait(Actor self) {
    World& world = *self.world;
    const Instant deadline = now() + world.some_time();
    int error = 0;
    if (world.pick(3) == 0) {
        const Result<> heard = co_await timeout(deadline - now(), world.bell.wait());
        if (heard) world.bell.notify_one();  // it was meant for the service, perhaps
        error = heard.error();
    } else if (world.pick(2) == 0) {
        const Result<Semaphore::Permit> permit = co_await timeout(deadline - now(), world.gate.acquire());
        world.require(!permit || world.in_gate < world.permits, "no more hold permits than there are");
        error = permit.error();
    } else {
        const Result<> result = co_await until_cancelled(
            world.source.token(), timeout(deadline - now(), sleep(std::chrono::hours(9))));
        error = result.error();
        world.require(error != 0, "nobody sleeps for so long");
    }
    world.note(self.id, "limit has ended", static_cast<std::uint64_t>(error));
    world.require(now() <= deadline, "a limit is over at its deadline");
    if (error == ETIMEDOUT) world.require(now() == deadline, "a limit comes at its deadline");
}

inline Task<> run_finite_sleep(Instant end) {
    co_await sleep_until(end);
}

inline Task<> race_leaves(Actor self) {
    World& world = *self.world;
    const Instant deadline = now() + world.some_time();
    const Duration sooner = std::chrono::milliseconds(world.pick(3));
    const auto first = co_await when_any(sleep_until(deadline), world.gate.acquire(), world.bell.wait(),
                                         run_finite_sleep(deadline - sooner));
    world.note(self.id, "race of leaves was won by", first.index());
    world.require(now() <= deadline, "the first of several is no later than a sleep among them");
    if (first.index() == 1) world.require(world.in_gate < world.permits, "a permit is won, or not taken");
    if (first.index() == 2) world.bell.notify_one();
}

inline Task<> limit_time(Actor self) {
    World& world = *self.world;
    if (world.pick(3) == 0) {
        co_await limit_wait(self);
        co_return;
    }
    const Custody custody(&world);
    const Instant deadline = now() + world.some_time();
    try {
        const Result<> result = co_await timeout(deadline - now(), run_actor(self, custody.inside()));
        world.note(self.id, "timeout has ended", static_cast<std::uint64_t>(result.error()));
        world.require(now() <= deadline, "a timeout is over at its deadline");
        if (result.error() == ETIMEDOUT) world.require(now() == deadline, "a timeout comes at its deadline");
    } catch (const Mishap&) {
        world.note(self.id, "sees a failure in time");
    }
}

inline Task<> race(Actor self) {
    World& world = *self.world;
    if (world.pick(3) == 0) {
        co_await race_leaves(self);
        co_return;
    }
    const Custody custody(&world);
    try {
        const auto first = co_await when_any(run_actor(self, custody.inside()), nap(self),
                                             run_actor(self, custody.inside()));
        world.note(self.id, "race was won by", first.index());
    } catch (const Mishap&) {
        world.note(self.id, "race was won by a failure");
    }
}

inline Task<> lead_group(TaskGroup& group, Actor self, int* inside) {
    World& world = *self.world;
    const unsigned children = 1 + world.pick(3);
    const bool patient = world.pick(2) == 0;
    for (unsigned child = 0; child < children; ++child)
        group.spawn(patient ? run_finite_actor(self, inside) : run_actor(self, inside));
    if (patient)
        co_await group.join();
    else
        co_await nap(self);
}

inline Task<> lead(Actor self) {
    World& world = *self.world;
    const Custody custody(&world);
    try {
        co_await with_group(lead_group, self, custody.inside());
    } catch (const Mishap&) {
        world.note(self.id, "sees its group fail");
    }
}

inline Task<> obey_token(Actor self) {
    World& world = *self.world;
    const Custody custody(&world);
    // Its source may be replaced and never be cancelled: so there is a time limit, too.
    try {
        const Result<Result<>> result = co_await timeout(
            world.some_time(), until_cancelled(world.source.token(), run_actor(self, custody.inside())));
        world.note(self.id, "token or limit", static_cast<std::uint64_t>(result.error()));
    } catch (const Mishap&) {
        world.note(self.id, "sees a failure under a token");
    }
}

/// Whether the child failed, was cancelled, or ended: after this it has.
inline Task<> join(Actor self, JoinHandle<> child) {
    World& world = *self.world;
    try {
        co_await child;
    } catch (const Mishap&) {
        world.note(self.id, "joins a failure");
    } catch (const Cancelled&) {
        if (!child.done()) throw;  // not the child was cancelled, but we
    }
    world.require(child.done(), "who has been joined has ended");
}

inline Task<> have_child(Actor self) {
    World& world = *self.world;
    switch (world.pick(4)) {
        case 0:
            spawn(run_finite_actor(self, world.counter())).detach();
            co_return;
        case 1:
            co_await join(self, spawn(run_finite_actor(self, world.counter())));
            co_return;
        default: {
            JoinHandle<> child = spawn(run_actor(self, world.counter()));
            try {
                if (world.pick(2) == 0)
                    co_await nap(self);
                else if (world.pick(2) == 0)
                    co_await yield_now();
            } catch (const Cancelled&) {
                child.abort();  // nobody is left to end it
                throw;
            }
            child.abort();
            co_await join(self, std::move(child));
        }
    }
}

inline Task<> step(Actor self) {
    World& world = *self.world;
    switch (world.pick(self.depth > 0 && world.tasks < World::most_tasks ? 14 : 8)) {
        case 0:
            return nap(self);
        case 1:
        case 2:
            return send(self);
        case 3:
            return pass_gate(self);
        case 4:
            return hold_mutex(self);
        case 5:
        case 6:
            return request(self);
        case 7:
            return [](World* whole) -> Task<> {
                whole->source.cancel();
                whole->source = CancelSource();
                if (whole->pick(2) == 0) whole->bell.notify_all();
                co_await yield_now();
            }(&world);
        case 8:
        case 9:
            return limit_time({&world, self.id, self.depth - 1});
        case 10:
            return race({&world, self.id, self.depth - 1});
        case 11:
            return lead({&world, self.id, self.depth - 1});
        case 12:
            return obey_token({&world, self.id, self.depth - 1});
        default:
            return have_child({&world, self.id, self.depth - 1, true});
    }
}

inline Task<> act(Actor self) {
    const Live live;
    for (unsigned steps = 1 + self.world->pick(5); steps > 0; --steps) co_await step(self);
}

}  // namespace rt::schedule
