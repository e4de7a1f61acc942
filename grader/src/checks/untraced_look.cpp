#include "checks/untraced_look.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "base/labs.hpp"
#include "checks/rest.hpp"
#include "evidence/clients/client.hpp"
#include "evidence/server.hpp"

namespace grader {

namespace {

// A thread that polls with a time-out is between two calls now and then: several looks see it in one.
constexpr int untraced_looks = 10;
constexpr auto between_untraced_looks = std::chrono::milliseconds(15);
constexpr int looks_asleep_in_one = 3;  // more than one that happens to be in a call

bool takes_bytes(Call call) {
    return about(call).takes_from == End::on;
}

bool calls_can_be_seen(const std::vector<Snapshot>& looks) {
    return std::any_of(looks.begin(), looks.end(), [](const Snapshot& look) {
        return std::any_of(look.threads.begin(), look.threads.end(),
                           [](const ThreadView& thread) { return thread.call != Call::none; });
    });
}

/// Each connection has a thread of its own that sleeps in a read or a poll of it. (What a poll waits for is
/// not to be seen; but so many must there be.)
std::optional<std::string> shares_threads(const std::vector<Snapshot>& looks, const std::vector<int>& ports) {
    std::set<std::uint64_t> read;  // connections that somebody sleeps on
    std::set<int> pollers;
    for (const Snapshot& look : looks) {
        for (const DescriptorView& view : look.descriptors) {
            if (view.target == "anon_inode:[eventpoll]") return "it has an epoll";
        }
        for (const ThreadView& thread : look.threads) {
            if (about(thread.call).waits == Waits::for_descriptors) pollers.insert(thread.tid);
            if (takes_bytes(thread.call) && thread.inode != 0) read.insert(thread.inode);
        }
    }
    std::size_t alone = 0;
    for (const int port : ports) {
        const TcpSocket* socket = looks.back().serving(port);
        if (socket == nullptr || read.count(socket->inode) == 0) ++alone;
    }
    if (alone <= pollers.size()) return std::nullopt;
    return fmt::format(
        "{} of {} connections have no thread of their own that sleeps in a read or poll of them",
        alone - pollers.size(), ports.size());
}

/// Nobody sleeps on a single connection, and somebody waits for all of them.
std::optional<std::string> waits_for_single_ones(const std::vector<Snapshot>& looks,
                                                 const std::vector<int>& ports, const ClientNames& names) {
    std::map<std::uint64_t, int> whose;
    for (const int port : ports) {
        const TcpSocket* socket = looks.back().serving(port);
        if (socket != nullptr && socket->inode != 0) whose[socket->inode] = port;
    }
    bool anybody_waits = false;
    std::map<std::pair<int, std::uint64_t>, int> found;
    for (const Snapshot& look : looks) {
        for (const ThreadView& thread : look.threads) {
            anybody_waits |= about(thread.call).waits == Waits::for_events;
            const auto client = whose.find(thread.inode);
            if (client == whose.end() || !takes_bytes(thread.call)) continue;
            if (++found[{thread.tid, thread.inode}] < looks_asleep_in_one) continue;
            const auto name = names.find(client->second);
            return fmt::format("a thread sleeps in {} of {}", name_of(thread.call),
                               name == names.end() ? "a client" : name->second);
        }
    }
    if (!anybody_waits) return "no thread waits in epoll_wait()";
    return std::nullopt;
}

}  // namespace

std::optional<std::string> waits_wrongly(int lab, const std::vector<Snapshot>& looks,
                                         const std::vector<int>& ports, const ClientNames& names) {
    if (!calls_can_be_seen(looks) || looks.back().descriptors.empty()) return std::nullopt;
    // A thread that wants to run is on its way to its call, on a busy machine for long; and one that spins is
    // another check's matter.
    std::vector<Snapshot> at_rest;
    std::copy_if(looks.begin(), looks.end(), std::back_inserter(at_rest),
                 [](const Snapshot& look) { return look.all_asleep(); });
    if (at_rest.empty()) return std::nullopt;
    // Who serves whom is only in the last look.
    at_rest.back().sockets = looks.back().sockets;
    return properties_of(lab).has_threads() ? shares_threads(at_rest, ports)
                                            : waits_for_single_ones(at_rest, ports, names);
}

UntracedLook take_untraced_look(const Subject& subject, std::size_t clients,
                                const std::vector<std::string>& arguments) {
    UntracedLook seen;
    try {
        ServerOptions options;
        options.arguments = arguments;
        Server server = subject.start(options);
        server.wait_until_ready();
        std::vector<std::unique_ptr<Client>> connected;
        for (std::size_t index = 0; index < clients; ++index) {
            const std::string name = fmt::format("client #{}", index + 1);
            connected.push_back(std::make_unique<Client>(name, server.endpoint(), server.patience()));
            connected.back()->round_trip("here I am\n");
            seen.ports.push_back(connected.back()->local_port());
            seen.names[seen.ports.back()] = name;
        }
        seen.unrest = watch_rest(server).unrest();
        std::vector<Snapshot> looks;
        for (int look = 1; look < untraced_looks; ++look) {
            looks.push_back(server.look(all_but_sockets()));
            std::this_thread::sleep_for(between_untraced_looks);
        }
        looks.push_back(server.look());
        seen.looks = std::move(looks);
        for (const auto& client : connected) client->reset();
    } catch (const std::exception&) {
        // Others' checks are about servers that don't serve, or that can't be looked at.
    }
    return seen;
}

}  // namespace grader
