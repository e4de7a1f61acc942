#include "evidence/clients/hammer.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "evidence/clients/descriptors.hpp"
#include "evidence/clients/hammer_client.hpp"

namespace grader {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

using Clock = HammerClient::Clock;
using State = HammerClient::State;

class Hammer {
 public:
    explicit Hammer(const HammerPlan& plan);
    HammerResult run();

 private:
    void open_some();
    void release_held();
    void begin_due();
    void wait_for_events();
    void serve(std::size_t number);
    bool begin_next(HammerClient& client, std::size_t number);
    void retire(std::size_t number);
    void give_up_if_nothing_moves();
    [[nodiscard]] std::size_t open() const { return connecting_ + connected_; }

    const HammerPlan& plan_;
    const std::size_t at_once_;
    Patience patience_;
    Vigil vigil_;
    AllDescriptors descriptors_;
    UniqueFd epoll_;
    std::vector<std::unique_ptr<HammerClient>>
        clients_;  // by number; null before it is opened and after its end
    std::size_t opened_ = 0;
    std::size_t connecting_ = 0;
    std::size_t connected_ = 0;
    bool holding_;
    std::optional<Clock::time_point> origin_;  // when the first message should be sent
    std::uint64_t begun_ = 0;
    std::deque<std::pair<Clock::time_point, std::size_t>>
        due_;  // idle clients and when they send, soonest first
    bool moved_ = false;
    bool gave_up_ = false;
    std::vector<nanoseconds> latencies_;
    HammerResult result_;
};

milliseconds planned_time(const HammerPlan& plan) {
    if (plan.rate_per_second <= 0) return {};
    const auto messages = static_cast<double>(plan.connections * plan.messages_per_connection);
    return std::chrono::ceil<milliseconds>(std::chrono::duration<double>(messages / plan.rate_per_second));
}

Hammer::Hammer(const HammerPlan& plan)
    : plan_(plan),
      at_once_(plan.concurrency == 0 ? plan.connections : plan.concurrency),
      patience_(plan.patience),
      vigil_(patience_, {}, planned_time(plan)),
      epoll_(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      clients_(plan.connections),
      holding_(plan.hold_all_first) {
    if (!plan.patience.hopeless) return;
    // A server may well sleep while a SYN waits to be sent again.
    patience_.hopeless = [this] { return connecting_ == 0 ? plan_.patience.hopeless() : std::nullopt; };
}

void Hammer::open_some() {
    constexpr std::size_t burst = 128;  // then look after those that are open
    for (std::size_t count = 0; count < burst && opened_ < plan_.connections && open() < at_once_; ++count) {
        const std::size_t number = opened_++;
        clients_[number] = std::make_unique<HammerClient>(plan_, number);
        ++connecting_;
        if (clients_[number]->ended()) {
            retire(number);
            continue;
        }
        epoll_event interest{};
        interest.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        interest.data.u64 = number;
        check(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, clients_[number]->socket(), &interest), "epoll_ctl");
    }
}

/// Gives an idle client its next message, or a place in the queue if that is not due yet (false).
bool Hammer::begin_next(HammerClient& client, std::size_t number) {
    const auto now = Clock::now();
    if (!origin_) origin_ = now;
    auto intended = now;
    if (plan_.rate_per_second > 0) {
        // The timetable does not wait for the server: a message that begins late counts from when it was due.
        const std::chrono::duration<double> since(static_cast<double>(begun_) / plan_.rate_per_second);
        intended = *origin_ + std::chrono::duration_cast<nanoseconds>(since);
    }
    ++begun_;
    if (intended > now) {
        due_.emplace_back(intended, number);
        return false;
    }
    client.begin(intended);
    return true;
}

/// Advances a client as far as it goes now.
void Hammer::serve(std::size_t number) {
    HammerClient& client = *clients_[number];
    const bool was_idle = client.state() == State::idle;
    const bool was_connected = client.connected();
    const std::uint64_t moves = client.moves();
    do {
        if (client.advance()) {
            ++result_.round_trips;
            latencies_.push_back(Clock::now() - client.intended());
        }
        if (was_idle && client.state() == State::idle) return;  // it is held, or in the queue already
    } while (client.state() == State::idle && !holding_ && begin_next(client, number));
    if (client.moves() != moves) moved_ = true;
    if (!was_connected && client.connected()) {
        --connecting_;
        result_.peak_open = std::max(result_.peak_open, ++connected_);
    }
    if (client.ended()) retire(number);
}

void Hammer::retire(std::size_t number) {
    const std::unique_ptr<HammerClient> client = std::move(clients_[number]);
    --(client->connected() ? connected_ : connecting_);
    result_.bytes += client->verified_bytes();
    ++(client->error() ? result_.failed_connections : result_.completed_connections);
    if (client->error() && !result_.first_failure) result_.first_failure = client->error();
}

/// Lets the held clients go once as many are connected as may be.
void Hammer::release_held() {
    if (!holding_ || connecting_ != 0 || (opened_ < plan_.connections && open() < at_once_)) return;
    holding_ = false;
    for (std::size_t index = 0; index < opened_; ++index) {
        const std::size_t number = plan_.newest_first ? opened_ - 1 - index : index;
        if (clients_[number] && begin_next(*clients_[number], number)) serve(number);
    }
}

void Hammer::begin_due() {
    while (!due_.empty() && due_.front().first <= Clock::now()) {
        const auto [intended, number] = due_.front();
        due_.pop_front();
        if (!clients_[number]) continue;  // it failed meanwhile
        clients_[number]->begin(intended);
        serve(number);
    }
}

void Hammer::wait_for_events() {
    nanoseconds nap = milliseconds(vigil_.nap());
    if (!due_.empty()) nap = std::clamp<nanoseconds>(due_.front().first - Clock::now(), nanoseconds(0), nap);
    if (opened_ < plan_.connections && open() < at_once_) nap = nanoseconds(0);
    std::array<epoll_event, 256> events;
    // Rounded up: a message that is due in half a millisecond may be half a millisecond late, and it counts.
    const auto timeout = static_cast<int>(std::chrono::ceil<milliseconds>(nap).count());
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout);
    if (count < 0 && errno != EINTR) check(-1, "epoll_wait");
    for (int index = 0; index < count; ++index) {
        const auto number = static_cast<std::size_t>(events[static_cast<std::size_t>(index)].data.u64);
        if (clients_[number]) serve(number);
    }
}

void Hammer::give_up_if_nothing_moves() {
    // When all that are open wait for their time, the server owes nothing.
    if (moved_ || open() == due_.size()) vigil_.moved();
    moved_ = false;
    if (!vigil_.over()) return;
    wait_for_events();  // what came while it asked still counts
    if (moved_) return;
    for (std::size_t number = 0; number < opened_; ++number) {
        if (!clients_[number]) continue;
        clients_[number]->fail(ClientError::Kind::timeout,
                               clients_[number]->waiting_for() + ": " + vigil_.reason());
        retire(number);
    }
    gave_up_ = true;
}

HammerResult Hammer::run() {
    const auto start = Clock::now();
    while (!gave_up_ && (opened_ < plan_.connections || open() != 0)) {
        open_some();
        release_held();
        begin_due();
        wait_for_events();
        give_up_if_nothing_moves();
    }
    result_.elapsed = Clock::now() - start;
    result_.latency = percentiles(std::move(latencies_));
    return std::move(result_);
}

}  // namespace

HammerResult hammer(const HammerPlan& plan) {
    return Hammer(plan).run();
}

}  // namespace grader
