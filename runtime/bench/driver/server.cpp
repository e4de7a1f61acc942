#include "server.hpp"

#include <fmt/format.h>

#include <charconv>
#include <thread>

#include "load.hpp"

namespace bench {

using namespace std::chrono_literals;

void Server::wait_until_quiet() const {
    constexpr auto look_every = 10ms;
    constexpr auto next_to_nothing = 100us;
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    for (auto before = process.cpu_time(); std::chrono::steady_clock::now() < deadline;) {
        std::this_thread::sleep_for(look_every);
        const auto now = process.cpu_time();
        if (now - before < next_to_nothing) return;
        before = now;
    }
}

Server start_server(const Peer& peer, const std::filesystem::path& programs, const ServerSetup& setup) {
    Child process(
        {programs / peer.server, "--port", "0", "--workers", fmt::to_string(setup.workers), "--work-us",
         fmt::to_string(setup.work_us), "--buffer", fmt::to_string(setup.buffer_bytes)},
        setup.cores);
    const std::string ready = process.read_line(5s).value_or("");
    constexpr std::string_view beginning = "listening on 127.0.0.1:";
    std::uint16_t port = 0;
    if (ready.starts_with(beginning))
        std::from_chars(ready.data() + beginning.size(), ready.data() + ready.size(), port);
    if (port == 0) throw LoadError(fmt::format("{} did not say where it listens", peer.server));
    return {std::move(process), port};
}

}  // namespace bench
