// As in model_test.cpp: all that tasks can wait for, and a server's accept loop, by several workers.
#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "model/program.hpp"
#include "model/sync.hpp"
#include "rt/rt.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;
using model::dawdle;
using model::expect_an_end_for_each_seed;
using model::pick;
using model::several_workers;
using model::Wire;

// Everything that tasks can wait for, by several workers, until some of them are aborted.

struct Shared {
    Semaphore gate{1};
    unsigned inside = 0;
    Channel<int> channel{1};
    int sent = 0;
    int received = 0;
    Notify bell;
    Event event;
};

Task<> pass(Shared& all) {
    const Semaphore::Permit permit = co_await all.gate.acquire();
    EXPECT_EQ(++all.inside, 1U);
    co_await yield_now();
    --all.inside;
}

Task<> pass_in_time(Shared& all) {
    const Result<Semaphore::Permit> permit = co_await timeout(1ms, all.gate.acquire());
    if (!permit) co_return;
    EXPECT_EQ(all.inside, 0U);
}

Task<> send(Shared& all) {
    const Result<> result = co_await timeout(1ms, all.channel.send(1));
    all.sent += result ? 1 : 0;
}

Task<> drain(Shared& all) {
    for (;;) {
        const std::optional<int> value = co_await all.channel.receive();
        if (!value) co_return;
        ++all.received;
    }
}

Task<> have_child(Shared& all) {
    JoinHandle<> child = spawn([](Shared& shared) -> Task<> { co_await shared.event.wait(); }(all));
    if (pick(2) == 0) child.abort();
    all.event.set();
    try {
        co_await child;
    } catch (const Cancelled&) {
        if (!child.done()) throw;
    }
}

/// A ring may be used up by who rings next: so it wants a limit.
Task<> listen(Shared& all) {
    const Result<> heard = co_await timeout(2ms, all.bell.wait());
    if (heard.cancelled()) throw Cancelled();
}

Task<> race(Shared& all) {
    const auto first = co_await when_any(all.bell.wait(), sleep(1ms), pass(all));
    if (first.index() == 0) all.bell.notify_one();
}

Task<> wander(Shared& all) {
    for (unsigned steps = 1 + pick(3); steps > 0; --steps) {
        all.bell.notify_one();
        switch (pick(7)) {
            case 0:
                co_await sleep(1ms);
                break;
            case 1:
                co_await pass(all);
                break;
            case 2:
                co_await pass_in_time(all);
                break;
            case 3:
                co_await send(all);
                break;
            case 4:
                co_await have_child(all);
                break;
            case 5:
                co_await race(all);
                break;
            default:
                co_await listen(all);
        }
    }
}

Task<> join_also_the_cancelled(JoinHandle<> handle) {
    try {
        co_await handle;
    } catch (const Cancelled&) {
        // as it was told to
    }
}

Task<> let_wander(Shared& all) {
    JoinHandle<> drained = spawn(drain(all));
    std::vector<JoinHandle<>> wanderers;
    for (unsigned count = 2 + pick(3); count > 0; --count) wanderers.push_back(spawn(wander(all)));
    for (JoinHandle<>& wanderer : wanderers) {
        if (pick(3) > 0) continue;
        if (pick(2) == 0) co_await yield_now();
        wanderer.abort();
    }
    for (JoinHandle<>& wanderer : wanderers) co_await join_also_the_cancelled(std::move(wanderer));
    all.channel.close();
    co_await drained;
}

}  // namespace

template <>
inline constexpr bool outlives_its_tasks<Shared> = true;

namespace {

TEST(Model, NoWaitIsLostBetweenWorkers) {
    expect_an_end_for_each_seed(5'000, [] {
        Shared all;
        {
            Runtime runtime(several_workers());
            runtime.block_on(let_wander(all));
        }
        EXPECT_EQ(all.gate.available(), 1U);
        EXPECT_EQ(all.sent, all.received);
    });
}

// A server that serves so many at once, and takes one more out of the backlog; its clients; and SIGTERM.

struct Crowd {
    struct Client {
        unsigned said = 0;
        std::optional<Wire> wire{};
    };
    explicit Crowd(detail::RuntimeCore& runtime) : listener(runtime), term(runtime) {}

    void speak(Client& client) {
        if (client.wire)
            client.wire->say();
        else
            ++client.said;
    }
    bool try_enter() {
        const std::lock_guard lock(mutex);
        return served < most_served ? ++served, true : false;
    }
    void leave() {
        const std::lock_guard lock(mutex);
        --served;
        ++gone;
        left.notify_one();
        changed.notify_one();
    }
    bool is_empty() {
        const std::lock_guard lock(mutex);
        return served == 0;
    }

    const unsigned most_served = 1 + pick(2);
    const unsigned words = 1 + pick(2);
    Wire listener;
    Wire term;
    std::vector<Client> clients{2 + pick(4)};
    detail::sync::mutex mutex;
    unsigned served = 0;
    unsigned gone = 0;
    Notify left;
    Notify changed;
};

Task<> serve(Crowd* crowd, Crowd::Client* client) {
    for (unsigned word = 0; word < crowd->words; ++word) {
        // Nobody is silent for so long: virtual time passes only when there is nothing else to do.
        if (word == 0)
            static_cast<void>(co_await client->wire->listen());
        else
            static_cast<void>(co_await timeout(1ms, client->wire->listen()));
    }
    crowd->leave();
}

Task<> accept_clients(Crowd* crowd) {
    try {
        for (Crowd::Client& client : crowd->clients) {
            if (!co_await crowd->listener.listen()) co_return;
            for (bool full = !crowd->try_enter(); full; full = !crowd->try_enter())
                co_await crowd->left.wait();
            client.wire.emplace(detail::current_runtime(), client.said);
            spawn(serve(crowd, &client)).detach();
        }
    } catch (const Cancelled&) {
        // SIGTERM came while it waited for room.
    }
}

Task<> run_server(std::optional<Crowd>* place) {
    Crowd& crowd = place->emplace(detail::current_runtime());
    JoinHandle<> acceptor = spawn(accept_clients(&crowd));
    static_cast<void>(co_await crowd.term.listen());
    acceptor.abort();
    co_await acceptor;
    while (!crowd.is_empty()) co_await crowd.changed.wait();
}

/// They come, and speak, in whatever order, each as soon as it likes.
void come_and_speak(Crowd& crowd) {
    std::vector<unsigned> words(crowd.clients.size());
    for (unsigned here = 0, done = 0; done < words.size();) {
        dawdle(60);
        const unsigned who = pick(here + 1);
        if (who == here && here < words.size()) {
            ++here;
            crowd.listener.say();
        } else if (who < here && words[who] < crowd.words) {
            crowd.speak(crowd.clients[who]);
            if (++words[who] == crowd.words) ++done;
        }
    }
}

TEST(Model, AServerWithALimitServesEverybodyWhoWaits) {
    expect_an_end_for_each_seed(5'000, [] {
        std::optional<Crowd> crowd;
        Runtime runtime(several_workers());
        detail::sync::thread clients([&crowd] {
            detail::sync::wait_until([&crowd] { return crowd.has_value(); });
            come_and_speak(*crowd);
            // Half of the time SIGTERM comes before all are gone.
            if (pick(2) == 0)
                detail::sync::wait_until([&crowd] { return crowd->gone == crowd->clients.size(); });
            crowd->term.say();
        });
        runtime.block_on(run_server(&crowd));
        clients.join();
    });
}

}  // namespace
}  // namespace rt
