// A client of any server: it expects nothing, and takes note of what comes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"

namespace grader {

class Visitor {
 public:
    /// "127.0.0.1" or "::1". Throws std::system_error if nobody answers within two seconds.
    Visitor(const std::string& address, std::uint16_t port);

    /// False if the server has closed, or takes nothing.
    bool send(std::string_view bytes) const;
    /// Waits until all of it was taken; one call, however much it is. False if the server has closed.
    bool send_all(std::string_view bytes) const;
    /// As much as is taken without waiting; 0 if nothing is, or the server has closed.
    std::size_t send_some(std::string_view bytes) const;
    /// What has come by the time that `least` bytes are there, the server has closed, or this is over.
    std::string receive(std::size_t least, std::chrono::milliseconds within);
    [[nodiscard]] bool was_closed() const { return closed_; }
    [[nodiscard]] int port() const { return port_; }  ///< its own
    void shut() const;                                ///< ends both directions, for whoever waits in a call
    void reset();                                     ///< closes with RST

 private:
    UniqueFd socket_;
    int port_ = 0;
    bool closed_ = false;
};

}  // namespace grader
