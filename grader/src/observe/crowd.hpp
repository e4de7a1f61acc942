// The clients of the screen: some talk, verified by the load generator of the benchmark, some are silent, one
// may never read. They change while the server runs. A thread of its own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "observe/view.hpp"

namespace grader {

class Crowd {
 public:
    struct Wish {
        int talking = 8;
        int silent = 0;
        bool deaf = false;
        bool is_paused = false;
        bool at_full_speed = false;
    };

    /// `is_echo`: else nobody talks, as what comes back can't be verified.
    Crowd(std::string address, std::uint16_t port, bool is_echo);
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    void wish(const Wish& wish);
    [[nodiscard]] Wish wish() const;
    /// One comes, says something, and is reset.
    void reset_one();
    /// What they do now.
    [[nodiscard]] LoadRow row() const;

 private:
    void work();

    const std::string address_;
    const std::uint16_t port_;
    const bool is_echo_;
    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    Wish wish_;
    LoadRow row_;
    int resets_ = 0;
    bool is_over_ = false;
    std::thread thread_;
};

}  // namespace grader
