// The loop.
#pragma once

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "lab/audit.hpp"
#include "lab/options.hpp"
#include "connection.hpp"
#include "pool.hpp"

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A thread with its own epoll, and the connections that belong to it.
class Worker {
 public:
    Worker(const lab::Options& options, Pool& pool, int bell_of_acceptor)
        : options_(options), pool_(pool), bell_of_acceptor_(bell_of_acceptor) {
        watch(bell_, nullptr);
        thread_ = std::thread([this] { run(); });
    }
    Worker(const Worker&) = delete;
    ~Worker() {
        call([this] { quit_ = true; });
        thread_.join();
        ::close(bell_);
        ::close(epoll_);
    }

    /// Any thread: has the function called by this one.
    void call(std::function<void()> function) {
        {
            const std::lock_guard lock(mutex_);
            calls_.push_back(std::move(function));
        }
        eventfd_write(bell_, 1);
    }
    void adopt(int fd) {
        ++live;
        call([this, fd] {
            auto* const connection = new Connection;
            connection->fd = fd;
            connection->heard = steady_clock::now();
            connection->timer = timers_.end();
            connections_.insert(connection);
            watch(fd, connection);
            expect_news(connection);
            if (stopping_) ::shutdown(fd, SHUT_RD);
        });
    }
    void shut_down(int how) {
        call([this, how] {
            stopping_ = true;
            for (const Connection* connection : connections_) ::shutdown(connection->fd, how);
        });
    }

    static inline std::atomic<std::size_t> live{0};  // of all workers

 private:
    void watch(int fd, Connection* connection) const {
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        event.data.ptr = connection;
        epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    }

    void run() {
        std::array<epoll_event, 128> events;
        while (!quit_) {
            const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout());
            for (int index = 0; index < count; ++index) {
                void* const what = events[static_cast<std::size_t>(index)].data.ptr;
                if (what == nullptr)
                    run_calls();
                else
                    advance(static_cast<Connection*>(what));
            }
            for (Connection* connection : std::exchange(again_, {})) advance(connection);
            fire_timers();
            for (const Connection* connection : std::exchange(dead_, {})) delete connection;
        }
    }
    void run_calls() {
        eventfd_t times = 0;
        eventfd_read(bell_, &times);
        std::vector<std::function<void()>> calls;
        {
            const std::lock_guard lock(mutex_);
            calls.swap(calls_);
        }
        for (const auto& function : calls) function();
    }

    /// Goes on until the socket has no more, or for so long that others must have their turn.
    void advance(Connection* connection) {
        using State = Connection::State;
        constexpr int most_steps = 32;
        for (int step = 0; step < most_steps; ++step) {
            if (connections_.count(connection) == 0) return;
            bool goes_on = false;
            if (connection->state == State::reading) goes_on = read(connection);
            else if (connection->state == State::writing) goes_on = write(connection);
            if (!goes_on) return;
        }
        again_.push_back(connection);
    }
    bool read(Connection* connection) {
        const ssize_t got = ::recv(connection->fd, connection->buffer.data(), connection->buffer.size(), 0);
        if (got < 0 && errno == EINTR) return true;
        if (got < 0 && errno == EAGAIN) return false;
        if (got <= 0) return end(connection);
        connection->size = static_cast<std::size_t>(got);
        connection->done = 0;
        connection->heard = steady_clock::now();
        connection->state = Connection::State::waiting;
        forget_timer(connection);
        if (options_.delay.count() == 0) return audit(connection);
        connection->timer = timers_.emplace(connection->heard + options_.delay, connection);
        return false;
    }
    bool audit(Connection* connection) {
        connection->state = options_.audit ? Connection::State::auditing : Connection::State::writing;
        if (!options_.audit) return true;
        pool_.run([this, connection] {
            lab::audit(connection->size);
            call([this, connection] {
                connection->state = Connection::State::writing;
                advance(connection);
            });
        });
        return false;
    }
    bool write(Connection* connection) {
        const ssize_t sent = ::send(connection->fd, connection->buffer.data() + connection->done,
                                    connection->size - connection->done, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) return true;
        if (sent < 0 && errno == EAGAIN) return false;
        if (sent < 0) return end(connection);
        connection->done += static_cast<std::size_t>(sent);
        if (connection->done < connection->size) return true;
        connection->state = Connection::State::reading;
        expect_news(connection);
        return true;
    }
    bool end(Connection* connection) {
        forget_timer(connection);
        connections_.erase(connection);
        dead_.push_back(connection);  // there may be another event of it in this batch
        ::close(connection->fd);
        --live;
        eventfd_write(bell_of_acceptor_, 1);
        return false;
    }

    void expect_news(Connection* connection) {
        if (options_.idle_timeout.count() > 0)
            connection->timer = timers_.emplace(connection->heard + options_.idle_timeout, connection);
    }
    void forget_timer(Connection* connection) {
        if (connection->timer != timers_.end()) timers_.erase(connection->timer);
        connection->timer = timers_.end();
    }
    void fire_timers() {
        while (!timers_.empty() && timers_.begin()->first <= steady_clock::now()) {
            Connection* const connection = timers_.begin()->second;
            forget_timer(connection);
            if (connection->state == Connection::State::reading)
                end(connection);
            else if (audit(connection))
                advance(connection);
        }
    }
    /// Milliseconds, rounded up so that no timer is early.
    [[nodiscard]] int timeout() const {
        if (!again_.empty()) return 0;
        if (timers_.empty()) return -1;
        const auto left = std::chrono::ceil<milliseconds>(timers_.begin()->first - steady_clock::now());
        return static_cast<int>(std::max<milliseconds::rep>(left.count(), 0));
    }

    const lab::Options options_;
    Pool& pool_;
    const int bell_of_acceptor_;
    const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
    const int bell_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    std::set<Connection*> connections_;
    std::multimap<Time, Connection*> timers_;
    std::vector<Connection*> again_;
    std::vector<Connection*> dead_;
    bool stopping_ = false;
    bool quit_ = false;
    std::mutex mutex_;  // guards calls_
    std::vector<std::function<void()>> calls_;
    std::thread thread_;
};
