#include "evidence/clients/hammer.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/clients/connection.hpp"

namespace grader {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

namespace {

/// One connection's way: connect, then message by message out and back, then the ending.
struct Connection {
    enum class Phase { connecting, held, pausing, exchanging, closing };

    std::size_t number = 0;
    UniqueFd socket;
    Phase phase = Phase::connecting;
    std::size_t messages_done = 0;
    std::string message;
    std::size_t sent = 0;
    std::size_t received = 0;
    steady_clock::time_point intended;
};

class Hammer {
   public:
    explicit Hammer(const HammerPlan& plan)
        : plan_(plan), epoll_(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")), start_(steady_clock::now()) {}

    HammerResult run();

   private:
    void open_next();
    void advance(Connection& connection);
    void begin_message(Connection& connection);
    void exchange(Connection& connection);
    void await_end(Connection& connection);
    void fail(Connection& connection, ClientError::Kind kind, const std::string& what);
    void finish(Connection& connection);
    void release_held();
    int wake_pausing();

    const HammerPlan& plan_;
    UniqueFd epoll_;
    steady_clock::time_point start_;
    std::map<std::size_t, std::unique_ptr<Connection>> open_;
    std::size_t opened_ = 0;
    std::size_t held_ = 0;
    std::size_t messages_begun_ = 0;
    bool moved_ = false;
    std::vector<nanoseconds> latencies_;
    HammerResult result_;
};

void Hammer::open_next() {
    const std::size_t at_once = plan_.concurrency == 0 ? plan_.connections : plan_.concurrency;
    while (opened_ < plan_.connections && open_.size() < at_once) {
        auto connection = std::make_unique<Connection>();
        connection->number = opened_++;
        // 20,000 connections from each source address stay clear of the end of the port range.
        const auto source = static_cast<unsigned>(connection->number / 20'000);
        Connection& added = *(open_[connection->number] = std::move(connection));
        try {
            added.socket = start_connecting(plan_.server, 0, 0, source);
        } catch (const std::system_error& error) {
            if (error.code().value() != ECONNREFUSED) throw;
            fail(added, ClientError::Kind::refused, "was refused");
            continue;
        }
        epoll_event interest{};
        interest.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        interest.data.u64 = added.number;
        check(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, added.socket.get(), &interest), "epoll_ctl");
        result_.peak_open = std::max(result_.peak_open, open_.size());
    }
}

void Hammer::fail(Connection& connection, ClientError::Kind kind, const std::string& what) {
    ++result_.failed_connections;
    if (!result_.first_failure)
        result_.first_failure.emplace(kind, fmt::format("client {} of {}", connection.number + 1, plan_.connections), what);
    open_.erase(connection.number);
}

void Hammer::finish(Connection& connection) {
    ++result_.completed_connections;
    if (plan_.ending == HammerPlan::Ending::reset) close_with_reset(connection.socket);
    open_.erase(connection.number);
}

void Hammer::begin_message(Connection& connection) {
    const auto now = steady_clock::now();
    connection.intended = now;
    if (plan_.rate_per_second > 0) {
        // Known before it is due: the time a late server makes us wait counts against the server.
        const auto interval = std::chrono::duration<double>(static_cast<double>(messages_begun_) / plan_.rate_per_second);
        connection.intended = start_ + std::chrono::duration_cast<nanoseconds>(interval);
    }
    ++messages_begun_;
    connection.message = pattern(connection.number * 1'000 + connection.messages_done, plan_.message_bytes);
    connection.sent = connection.received = 0;
    connection.phase = connection.intended > now ? Connection::Phase::pausing : Connection::Phase::exchanging;
}

void Hammer::advance(Connection& connection) {
    using Phase = Connection::Phase;
    if (connection.phase == Phase::connecting) {
        if (const int outcome = connect_outcome(connection.socket.get()); outcome != 0) {
            fail(connection, ClientError::Kind::refused, std::string("could not connect: ") + std::strerror(outcome));
            return;
        }
        moved_ = true;
        if (plan_.hold_all_first) {
            connection.phase = Phase::held;
            ++held_;
            return;
        }
        begin_message(connection);
    }
    if (connection.phase == Phase::exchanging) exchange(connection);
    else if (connection.phase == Phase::closing) await_end(connection);
}

void Hammer::exchange(Connection& connection) {
    const std::string& message = connection.message;
    for (;;) {
        while (connection.sent < message.size()) {
            const ssize_t taken = ::send(connection.socket.get(), message.data() + connection.sent,
                                         message.size() - connection.sent, MSG_NOSIGNAL);
            if (taken < 0 && errno == EINTR) continue;
            if (taken < 0 && errno == EAGAIN) break;
            if (taken < 0) return fail(connection, ClientError::Kind::reset, std::string("could not send: ") + std::strerror(errno));
            connection.sent += static_cast<std::size_t>(taken);
            moved_ = true;
        }
        char piece[64 * 1024];
        const ssize_t got = ::recv(connection.socket.get(), piece, sizeof piece, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return;
        const std::string progress = fmt::format("got {} of {} bytes back", connection.received, message.size());
        if (got < 0) return fail(connection, ClientError::Kind::reset, progress + ", and then the connection was reset");
        if (got == 0) return fail(connection, ClientError::Kind::closed, progress + ", and then the server closed the connection");
        moved_ = true;
        const auto size = static_cast<std::size_t>(got);
        if (message.compare(connection.received, size, piece, size) != 0)
            return fail(connection, ClientError::Kind::mismatch, "got back bytes that it had not sent");
        connection.received += size;
        result_.bytes += size;
        if (connection.received < message.size()) continue;

        ++result_.round_trips;
        latencies_.push_back(steady_clock::now() - connection.intended);
        if (++connection.messages_done < plan_.messages_per_connection) {
            begin_message(connection);
            if (connection.phase == Connection::Phase::pausing) return;
            continue;
        }
        if (plan_.ending != HammerPlan::Ending::half_close) return finish(connection);
        ::shutdown(connection.socket.get(), SHUT_WR);
        connection.phase = Connection::Phase::closing;
        return await_end(connection);
    }
}

void Hammer::await_end(Connection& connection) {
    char byte = 0;
    const ssize_t got = ::recv(connection.socket.get(), &byte, 1, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    moved_ = true;
    if (got == 0) return finish(connection);
    if (got > 0) return fail(connection, ClientError::Kind::unexpected_data, "got more bytes back than it had sent");
    fail(connection, ClientError::Kind::reset, "was reset instead of closed after it had closed its sending side");
}

void Hammer::release_held() {
    if (!plan_.hold_all_first || held_ < plan_.connections) return;
    held_ = 0;
    std::vector<std::size_t> numbers;
    for (const auto& [number, connection] : open_) numbers.push_back(number);
    for (auto number = numbers.rbegin(); number != numbers.rend(); ++number) {
        Connection& connection = *open_.at(*number);
        begin_message(connection);
        if (connection.phase == Connection::Phase::exchanging) exchange(connection);
    }
}

/// Sends what has become due; returns the milliseconds until something else does (at most 50).
int Hammer::wake_pausing() {
    if (plan_.rate_per_second <= 0) return 50;
    auto soonest = steady_clock::now() + std::chrono::milliseconds(50);
    std::vector<Connection*> due;
    for (const auto& [number, connection] : open_) {
        if (connection->phase != Connection::Phase::pausing) continue;
        if (connection->intended <= steady_clock::now()) due.push_back(connection.get());
        else soonest = std::min(soonest, connection->intended);
    }
    for (Connection* connection : due) {
        connection->phase = Connection::Phase::exchanging;
        exchange(*connection);
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(soonest - steady_clock::now());
    return std::max(0, static_cast<int>(left.count()));
}

HammerResult Hammer::run() {
    auto last_move = steady_clock::now();
    open_next();
    while (!open_.empty()) {
        release_held();
        const int timeout = wake_pausing();
        epoll_event events[256];
        const int count = ::epoll_wait(epoll_.get(), events, 256, timeout);
        if (count < 0 && errno != EINTR) check(-1, "epoll_wait");
        for (int index = 0; index < count; ++index) {
            const auto found = open_.find(events[index].data.u64);
            if (found != open_.end()) advance(*found->second);
        }
        open_next();
        const auto now = steady_clock::now();
        if (moved_) last_move = now;
        moved_ = false;
        if (count > 0 || open_.empty()) continue;
        std::optional<std::string> reason;
        if (plan_.patience.hopeless) reason = plan_.patience.hopeless();
        if (!reason && now - last_move < plan_.patience.limit) continue;
        const std::string what = "got no answer: " + reason.value_or("nothing has moved for a long time");
        while (!open_.empty()) fail(*open_.begin()->second, ClientError::Kind::timeout, what);
    }
    result_.elapsed = steady_clock::now() - start_;
    result_.latency = percentiles(std::move(latencies_));
    return std::move(result_);
}

}  // namespace

HammerResult hammer(const HammerPlan& plan) { return Hammer(plan).run(); }

}  // namespace grader
