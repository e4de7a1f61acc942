// Messages on a channel: what a warden, or whoever has taken its place, says to the grader.
#include <sys/socket.h>
#include <nlohmann/json.hpp>

#include <stdexcept>
#include <utility>

#include "base/channel.hpp"
#include "evidence/proc/snapshot.hpp"
#include "evidence/trace/event_log.hpp"
#include "input.hpp"
#include "warden/protocol.hpp"

using namespace grader;

namespace {

void read_as_all(const nlohmann::json& message) {
    try {
        const auto event = message.get<Event>();
        must(!describe_event(event, {}).empty(), "an event can be described");
        (void)EventLog({event, event}).connections();
    } catch (const nlohmann::json::exception&) {
    }
    try {
        const auto snapshot = message.get<Snapshot>();
        (void)snapshot.listeners();
        (void)snapshot.all_asleep();
        must(nlohmann::json(snapshot).is_object(), "a snapshot can be sent");
    } catch (const nlohmann::json::exception&) {
    }
    try {
        (void)message.get<to_warden::Launch>();
    } catch (const nlohmann::json::exception&) {
    }
    try {
        const auto said = message.get<from_warden::Message>();
        must(nlohmann::json(said).at("id") == said.id, "a message can be sent");
    } catch (const nlohmann::json::exception&) {
    } catch (const std::invalid_argument&) {
    }
    try {
        (void)message.get<to_warden::Command>();
    } catch (const nlohmann::json::exception&) {
    } catch (const std::invalid_argument&) {
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    int ends[2];
    constexpr std::size_t fits = 100'000;  // into a socket that nobody reads
    if (size > fits || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 0;
    UniqueFd one(ends[0]);
    Channel channel(std::move(one), fits / 2);
    {
        const UniqueFd other(ends[1]);
        if (::send(other.get(), data, size, MSG_DONTWAIT) < 0) return 0;
    }
    try {
        bool ended = false;
        while (!ended) {
            while (const auto message = channel.receive_now(ended)) read_as_all(*message);
        }
    } catch (const nlohmann::json::exception&) {
    } catch (const std::length_error&) {
    }
    return 0;
}
