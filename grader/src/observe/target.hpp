// The server that is observed: one that was launched, or one that ran already.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "observe/kept.hpp"

namespace grader {

struct TargetOptions {
    std::vector<std::string> command;  ///< to launch; empty: attach to `process`
    pid_t process = 0;
    int port = 0;  ///< 0: the one at which it listens
    std::string name;
};

class Target {
 public:
    /// Launches it, but does not let it go.
    explicit Target(TargetOptions options);

    [[nodiscard]] const std::string& name() const { return options_.name; }
    [[nodiscard]] bool is_launched() const { return kept_ != nullptr; }
    void let_go();
    [[nodiscard]] std::vector<pid_t> processes() const;
    [[nodiscard]] std::string output() const { return kept_ ? kept_->output() : ""; }
    /// How a launched one has ended, as wait(2) tells; nothing while it runs.
    [[nodiscard]] std::optional<int> status() const { return kept_ ? kept_->status() : std::nullopt; }
    /// "; it says: …", or nothing.
    [[nodiscard]] std::string last_words() const;

    /// Until it listens. Throws std::runtime_error with what it did instead.
    void wait_until_it_listens();
    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
    bool finds_listener();

    TargetOptions options_;
    std::unique_ptr<Kept> kept_;
    std::string address_;
    std::uint16_t port_ = 0;
};

/// Until all its threads sleep and none has run for a while, at most so long.
void wait_until_calm(const Target& target, std::chrono::milliseconds at_most);

}  // namespace grader
