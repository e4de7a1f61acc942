// Messages between the grader and a warden: JSON objects, one a line, over a stream socket.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/unique_fd.hpp"

namespace grader {

class Channel {
 public:
    /// A message of more than `longest` bytes throws std::length_error.
    explicit Channel(UniqueFd socket, std::size_t longest = std::size_t{64} << 20U)
        : socket_(std::move(socket)), longest_(longest) {}

    /// Sends one message; false when the other side has gone. Not thread-safe.
    bool send(const nlohmann::json& message);

    /// The next message; nothing at the end of the stream. Blocks. A line that is not JSON throws
    /// nlohmann::json::parse_error, and so does one that nests too deep. Not thread-safe, but may run beside
    /// send().
    std::optional<nlohmann::json> receive();

    /// A message that is here already, without waiting. `ended` is set at the end of the stream.
    std::optional<nlohmann::json> receive_now(bool& ended);

    [[nodiscard]] int fd() const { return socket_.get(); }

 private:
    std::optional<nlohmann::json> buffered();

    void take(const char* piece, std::size_t bytes);

    UniqueFd socket_;
    std::size_t longest_;
    std::string unread_;
    std::size_t scanned_ = 0;  // unread_ holds no newline before this
};

}  // namespace grader
