// One connection, its megabyte and its thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

/// What main(), the acceptor and the sessions have to tell each other.
struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;
    std::size_t live = 0;
};

class Session {
 public:
    /// Starts the thread, which owns the descriptor from here on. Throws std::system_error if there is none.
    Session(int fd, std::chrono::milliseconds delay, Shared& shared);

    [[nodiscard]] bool finished() const { return fd_ < 0; }  ///< with the mutex held
    void shut_down(int how) const;                           ///< with the mutex held

 private:
    void echo(int fd, std::chrono::milliseconds delay);
    void wait(std::chrono::milliseconds delay);

    Shared& shared_;
    int fd_;
    std::jthread thread_;
};
