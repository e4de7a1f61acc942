#include "peers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace bench {

const std::vector<Peer>& all_peers() {
    static const std::vector<Peer> peers{
        {"rt", "rt (ours)", "echo-rt", "micro-rt", "rt.cpp", "", true},
        {"epoll", "epoll by hand, C", "echo-epoll", "", "", "", false},
        {"asio-coroutines", "Asio coroutines", "echo-asio-coroutines", "micro-asio", "asio_coroutines.cpp",
         "libboost1.81-dev (Debian 12) or libboost-dev", true},
        {"asio-callbacks", "Asio callbacks", "echo-asio-callbacks", "", "",
         "libboost1.81-dev (Debian 12) or libboost-dev", true},
        {"libuv", "libuv", "echo-libuv", "", "", "libuv1-dev", false},
        {"tokio", "Tokio", "echo-tokio", "micro-tokio", "", "librust-tokio-dev and cargo", true},
        {"threads", "thread per connection", "echo-threads", "", "", "", true},
    };
    return peers;
}

Roster call_roster(const std::vector<std::string>& wanted, const std::filesystem::path& against) {
    for (const std::string& key : wanted) {
        const auto has_key = [&key](const Peer& peer) { return peer.key == key; };
        if (std::none_of(all_peers().begin(), all_peers().end(), has_key)) {
            std::vector<std::string> keys;
            for (const Peer& peer : all_peers()) keys.push_back(peer.key);
            throw std::runtime_error(
                fmt::format("there is no peer \"{}\"; there are {}", key, fmt::join(keys, ", ")));
        }
    }
    Roster roster;
    roster.programs = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    for (const Peer& peer : all_peers()) {
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), peer.key) == wanted.end()) continue;
        if (std::filesystem::exists(roster.programs / peer.server))
            roster.present.push_back(&peer);
        else if (peer.package.empty())
            roster.absent.push_back({&peer, fmt::format("{} was not built", peer.server)});
        else
            roster.absent.push_back(
                {&peer, fmt::format("was not there at build time; install {}", peer.package)});
    }
    if (against.empty()) return roster;
    Peer other = all_peers().front();
    other = {"against",
             "rt (against)",
             std::filesystem::absolute(against / other.server),
             std::filesystem::absolute(against / other.micro),
             "",
             "",
             other.keeps_buffer};
    for (const std::string& program : {other.server, other.micro})
        if (!std::filesystem::exists(program))
            throw std::runtime_error(fmt::format("there is no {}", program));
    roster.against = std::make_shared<const Peer>(other);
    roster.present.insert(roster.present.begin() + (roster.present.empty() ? 0 : 1), roster.against.get());
    return roster;
}

}  // namespace bench
