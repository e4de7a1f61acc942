// A program that is run to be looked at. Between it and the observer there is a keeper, a process that ends
// all that the program has made when the observer has gone, in whatever way.
#pragma once

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.hpp"

namespace grader {

class Kept {
 public:
    /// Makes it; it does not run before let_go(), so that it may be watched from its first step. To be called
    /// while there is one thread. Throws std::system_error.
    explicit Kept(const std::vector<std::string>& command);
    ~Kept();
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;

    [[nodiscard]] pid_t process() const { return process_; }
    void let_go();
    /// It and all it has made, as far as they live.
    [[nodiscard]] std::vector<pid_t> processes() const;
    [[nodiscard]] bool runs() const { return !processes().empty(); }
    /// How the program itself has ended, as wait(2) tells; nothing while it runs.
    [[nodiscard]] std::optional<int> status();
    /// What it has printed, the last part of it.
    [[nodiscard]] std::string output() const;

 private:
    void take_output();

    pid_t keeper_ = -1;
    pid_t process_ = -1;
    UniqueFd hold_;  // closed: the keeper ends everything
    UniqueFd go_;
    UniqueFd said_;
    UniqueFd ended_;  // the keeper tells the status there
    std::optional<int> status_;
    mutable std::mutex mutex_;
    std::string output_;
    std::thread reader_;
};

}  // namespace grader
