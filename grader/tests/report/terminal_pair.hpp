// A pseudo-terminal, for what behaves differently on one.
#pragma once

#include <pty.h>
#include <termios.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/unique_fd.hpp"

namespace grader {

struct TerminalPair {
    explicit TerminalPair(unsigned short columns) {
        int near = -1;
        int far = -1;
        winsize size{};
        size.ws_col = columns;
        size.ws_row = 24;
        if (::openpty(&near, &far, nullptr, nullptr, &size) != 0)
            throw std::system_error(errno, std::generic_category(), "openpty (is /dev/pts mounted?)");
        reader.reset(near);
        terminal.reset(far);
        termios mode{};
        ::tcgetattr(far, &mode);
        ::cfmakeraw(&mode);
        ::tcsetattr(far, TCSANOW, &mode);
    }

    /// What was written to the terminal since the last call; at least one byte must be there.
    [[nodiscard]] std::string shown() const {
        char piece[4096];
        const ssize_t got = ::read(reader.get(), piece, sizeof piece);
        return got > 0 ? std::string(piece, static_cast<std::size_t>(got)) : std::string();
    }

    UniqueFd reader;
    UniqueFd terminal;
};

/// Sets or (nullptr) unsets an environment variable until the end of the scope.
class Environment {
 public:
    Environment(const char* name, const char* value) : name_(name) {
        if (const char* old = std::getenv(name)) old_ = old, had_ = true;
        set(value);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    ~Environment() { set(had_ ? old_.c_str() : nullptr); }

 private:
    void set(const char* value) const {
        if (value != nullptr) {
            ::setenv(name_, value, 1);
        } else {
            ::unsetenv(name_);
        }
    }
    const char* name_;
    std::string old_;
    bool had_ = false;
};

}  // namespace grader
