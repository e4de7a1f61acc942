// Provided, practice 3: the watcher, a thread that does nothing but sleep in epoll_wait and bring news to the
// lines of connections. (In the runtime a worker does this when there is nothing to run. Here it is a thread
// of its own, so that there are always two who can miss each other.)
#pragma once

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "practice/line.hpp"
#include "rt/result.hpp"

namespace practice {

/// A non-blocking socket and its two lines; the order is about the first of them. The watcher may still look
/// at it when the task has ended.
class Connection {
 public:
    Connection(int descriptor, Order order) : descriptor_(descriptor), input(order), output({}) {}
    ~Connection() { ::close(descriptor_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
    int descriptor_;

 public:
    Line input;
    Line output;
};

class Watcher {
 public:
    Watcher()
        : epoll_(rt::detail::check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
          stop_(rt::detail::check(::eventfd(0, EFD_CLOEXEC), "eventfd")) {
        add(stop_, stop_number, EPOLLIN);
        thread_ = std::thread([this] { run(); });
    }
    ~Watcher() {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(stop_, &one, sizeof one);
        thread_.join();
        ::close(stop_);
        ::close(epoll_);
    }
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    /// Brings it news from now on; what has come before is news, too. A number by which it is forgotten.
    std::uint64_t watch(std::shared_ptr<Connection> connection) {
        const int descriptor = connection->descriptor();
        std::uint64_t number = 0;
        {
            const std::lock_guard lock(mutex_);
            number = ++last_number_;
            watched_.emplace(number, std::move(connection));
        }
        add(descriptor, number, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
        return number;
    }
    void forget(std::uint64_t number) {
        const std::lock_guard lock(mutex_);
        const auto found = watched_.find(number);
        if (found == watched_.end()) return;
        ::epoll_ctl(epoll_, EPOLL_CTL_DEL, found->second->descriptor(), nullptr);
        watched_.erase(found);
    }

 private:
    static constexpr std::uint64_t stop_number = 0;

    void add(int descriptor, std::uint64_t number, std::uint32_t events) {
        epoll_event event{};
        event.events = events;
        event.data.u64 = number;
        rt::detail::check(::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
    }

    void run() {
        std::array<epoll_event, 64> events;
        for (;;) {
            const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
            if (count < 0 && errno != EINTR) return;
            for (int index = 0; index < count; ++index) {
                const epoll_event& event = events[static_cast<std::size_t>(index)];
                if (event.data.u64 == stop_number) return;
                tell(event.data.u64, event.events);
            }
        }
    }

    void tell(std::uint64_t number, std::uint32_t events) {
        std::shared_ptr<Connection> connection;
        {
            const std::lock_guard lock(mutex_);
            const auto found = watched_.find(number);
            if (found == watched_.end()) return;
            connection = found->second;
        }
        constexpr std::uint32_t both = EPOLLHUP | EPOLLERR;
        if ((events & (EPOLLIN | EPOLLRDHUP | both)) != 0) connection->input.bring_news();
        if ((events & (EPOLLOUT | both)) != 0) connection->output.bring_news();
    }

    int epoll_;
    int stop_;
    std::mutex mutex_;  // guards what is watched
    std::map<std::uint64_t, std::shared_ptr<Connection>> watched_;
    std::uint64_t last_number_ = stop_number;
    std::thread thread_;
};

}  // namespace practice

// The coroutine that has it awaits those that take it by reference.
template <>
inline constexpr bool rt::outlives_its_tasks<practice::Connection> = true;
