#include "evidence/trace/transfers.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include "base/calls.hpp"
#include "evidence/trace/memory.hpp"

namespace grader {

std::optional<Vectors> vectors_of(pid_t tid, const Event& call) {
    constexpr std::uint64_t most = 1024;  // UIO_MAXIOV
    Vectors found;
    std::uint64_t count = 0;
    const auto& length = about(call.call).length;
    const auto argument = static_cast<std::size_t>(length.argument);
    if (length.kind == Length::vectors) {
        found.address = call.arguments[argument];
        count = call.arguments[argument + 1];
    } else if (length.kind == Length::message) {
        msghdr message{};
        if (!read_memory(tid, call.arguments[argument], &message, sizeof message)) return std::nullopt;
        found.message = call.arguments[argument];
        found.address = reinterpret_cast<std::uint64_t>(message.msg_iov);
        count = message.msg_iovlen;
    }
    if (count == 0) return std::nullopt;
    std::vector<iovec> vectors(std::min(count, most));
    if (!read_memory(tid, found.address, vectors.data(), vectors.size() * sizeof(iovec))) return std::nullopt;
    found.first_length = vectors.front().iov_len;
    found.total = std::accumulate(vectors.begin(), vectors.end(), std::uint64_t{0},
                                  [](std::uint64_t sum, const iovec& part) { return sum + part.iov_len; });
    return found;
}

std::uint64_t bytes_asked(pid_t tid, const Event& call) {
    if (const int index = length_argument(call.call); index >= 0)
        return call.arguments[static_cast<std::size_t>(index)];
    const std::optional<Vectors> vectors = vectors_of(tid, call);
    return vectors ? vectors->total : 0;
}

std::int64_t bytes_in_messages(pid_t tid, const Event& call) {
    const auto& length = about(call.call).length;
    if (length.kind != Length::messages) return -1;
    // As the kernel does: UIO_MAXIOV.
    constexpr std::int64_t most = 1'024;
    std::vector<mmsghdr> messages(static_cast<std::size_t>(std::clamp<std::int64_t>(call.result, 0, most)));
    if (messages.empty() || !read_memory(tid, call.arguments[static_cast<std::size_t>(length.argument)],
                                         messages.data(), messages.size() * sizeof(mmsghdr)))
        return 0;
    return std::accumulate(messages.begin(), messages.end(), std::int64_t{0},
                           [](std::int64_t sum, const mmsghdr& message) { return sum + message.msg_len; });
}

}  // namespace grader
