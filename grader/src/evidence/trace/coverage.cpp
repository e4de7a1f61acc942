#include "evidence/trace/coverage.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/calls.hpp"

namespace grader {

namespace {

struct Share {
    std::uint64_t accepted = 0;
    std::uint64_t read = 0;
    std::uint64_t written = 0;
};

/// By the client's port; 0 where the kernel did not tell it.
std::map<int, Share> shares_in(const EventLog& log) {
    std::map<int, Share> shares;
    for (const Event& event : log.events()) {
        if (!event.is_call()) continue;
        if (accepts(event.call) && event.result >= 0 && event.other.inode != 0)
            ++shares[event.other.peer_port].accepted;
        const Descriptor* from = read_from(event);
        const Descriptor* to = written_to(event);
        if (is_connection(from)) shares[from->peer_port].read += bytes_moved(event);
        if (is_connection(to)) shares[to->peer_port].written += bytes_moved(event);
    }
    return shares;
}

/// Nothing if this share is enough for what came back.
std::optional<std::string> lacks(const Share& seen, std::uint64_t clients, std::uint64_t bytes) {
    if (seen.accepted < clients) return "no accept() that returned its connection was seen";
    if (seen.read < bytes) return fmt::format("calls that read {} bytes were seen", seen.read);
    if (seen.written < bytes) return fmt::format("calls that wrote {} bytes were seen", seen.written);
    return std::nullopt;
}

}  // namespace

std::optional<std::string> hides(const EventLog& log) {
    const Event* refused = log.first([](const Event& event) { return event.refused; });
    if (refused != nullptr)
        return fmt::format(
            "thread {} asked for a thread with descriptors of its own, or a process with its memory "
            "({}), which no observer could follow, and which was refused",
            refused->tid, name_of(refused->call));
    const Event* lost =
        log.first([](const Event& event) { return event.what == EventKind::lost && event.tid != 0; });
    if (lost != nullptr)
        return fmt::format("thread {} made more than {} calls that did nothing for a client", lost->tid,
                           lost->result);
    return std::nullopt;
}

std::optional<std::string> not_accounted_for(const EventLog& log, const Echoed& echoed,
                                             const std::map<int, std::string>& names) {
    const Event* lost = log.first([](const Event& event) { return event.what == EventKind::lost; });
    if (lost != nullptr)
        return fmt::format("the log of its calls is full: there were more than {}", lost->result);
    const std::map<int, Share> shares = shares_in(log);
    // Together, where it can't be told whose connection is whose.
    if (const auto nameless = shares.find(0); nameless != shares.end()) {
        Share seen;
        for (const auto& [port, share] : shares) {
            seen.accepted += share.accepted;
            seen.read += share.read;
            seen.written += share.written;
        }
        std::uint64_t clients = 0;
        std::uint64_t bytes = 0;
        for (const auto& [port, back] : echoed) {
            clients += back != 0 ? 1 : 0;
            bytes += back;
        }
        if (const auto lack = lacks(seen, clients, bytes))
            return fmt::format("clients got {} bytes back, but {}", bytes, *lack);
        return std::nullopt;
    }
    for (const auto& [port, bytes] : echoed) {
        if (bytes == 0) continue;
        const auto share = shares.find(port);
        const auto lack = lacks(share == shares.end() ? Share() : share->second, 1, bytes);
        if (!lack) continue;
        const auto name = names.find(port);
        return fmt::format("{} got {} bytes back, but {}",
                           name == names.end() ? std::string("a client") : name->second, bytes, *lack);
    }
    return std::nullopt;
}

}  // namespace grader
