#include "base/channel.hpp"

#include <sys/socket.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace grader {

bool Channel::send(const nlohmann::json& message) {
    std::string line = message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    line += '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t sent = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::optional<nlohmann::json> Channel::buffered() {
    const std::size_t end = unread_.find('\n', scanned_);
    if (end == std::string::npos) {
        scanned_ = unread_.size();
        return std::nullopt;
    }
    nlohmann::json message =
        nlohmann::json::parse(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(end));
    unread_.erase(0, end + 1);
    scanned_ = 0;
    return message;
}

std::optional<nlohmann::json> Channel::receive() {
    bool ended = false;
    for (;;) {
        if (auto message = buffered()) return message;
        char piece[64 * 1024];
        const ssize_t got = ::recv(socket_.get(), piece, sizeof piece, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) ended = true;
        if (ended) return std::nullopt;
        take(piece, static_cast<std::size_t>(got));
    }
}

std::optional<nlohmann::json> Channel::receive_now(bool& ended) {
    if (auto message = buffered()) return message;
    char piece[64 * 1024];
    const ssize_t got = ::recv(socket_.get(), piece, sizeof piece, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) ended = true;
    if (got <= 0) return std::nullopt;
    take(piece, static_cast<std::size_t>(got));
    return buffered();
}

void Channel::take(const char* piece, std::size_t bytes) {
    if (unread_.size() + bytes > longest_) throw std::length_error("a message without an end");
    unread_.append(piece, bytes);
}

}  // namespace grader
