#include "observe/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "evidence/proc/look.hpp"
#include "evidence/proc/processes.hpp"

namespace grader {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

Target::Target(TargetOptions options) : options_(std::move(options)) {
    if (!options_.command.empty()) kept_ = std::make_unique<Kept>(options_.command);
}

void Target::let_go() {
    if (kept_) kept_->let_go();
}

std::vector<pid_t> Target::processes() const {
    if (kept_) return kept_->processes();
    std::vector<pid_t> all = descendants(options_.process);
    const auto own = std::find(all.begin(), all.end(), options_.process);
    if (own != all.end()) std::rotate(all.begin(), own, own + 1);
    return all;
}

std::string Target::last_words() const {
    std::string words = output();
    while (!words.empty() && words.back() == '\n') words.pop_back();
    return words.empty() ? "" : "; it says: " + words;
}

bool Target::finds_listener() {
    const std::vector<pid_t> all = processes();
    if (all.empty()) return false;
    SnapshotParts parts;
    parts.threads = parts.calls = parts.memory = false;
    const auto seen = take_snapshot(all, parts);
    if (!seen) return false;
    if (!seen->hidden.empty())
        throw std::runtime_error(
            fmt::format("what {} has open can't be looked at: {}; it is another user's, or protects "
                        "itself; try sudo, or start it by `./lab observe -- CMD`",
                        name(), seen->hidden));
    if (seen->descriptors.empty()) return false;
    std::set<int> ports;
    std::string address;
    for (const TcpSocket& socket : seen->listeners()) {
        if (options_.port != 0 && socket.local_port != options_.port) continue;
        ports.insert(socket.local_port);
        address = socket.local_address;
    }
    if (ports.size() > 1)
        throw std::runtime_error(fmt::format("{} listens at ports {}: choose one of them with --port", name(),
                                             fmt::join(ports, ", ")));
    if (ports.empty()) return false;
    port_ = static_cast<std::uint16_t>(*ports.begin());
    // read_tcp6_table() writes ::1 so.
    address_ = address == "0.0.0.1" ? "::1" : address == "0.0.0.0" ? "127.0.0.1" : address;
    return true;
}

void Target::wait_until_it_listens() {
    constexpr auto patience = std::chrono::seconds(20);
    const auto until = Clock::now() + (kept_ ? patience : milliseconds(200));
    const std::string where = options_.port != 0 ? fmt::format(" at port {}", options_.port) : "";
    while (!finds_listener()) {
        if (processes().empty()) {
            // What it said last may be on its way.
            std::this_thread::sleep_for(milliseconds(50));
            if (kept_)
                throw std::runtime_error(
                    fmt::format("{} has ended before it listened{}{}", name(), where, last_words()));
            throw std::runtime_error(fmt::format("there is no process {}", options_.process));
        }
        if (Clock::now() > until)
            throw std::runtime_error(fmt::format("{} does not listen{}{}", name(), where, last_words()));
        std::this_thread::sleep_for(milliseconds(20));
    }
}

void wait_until_calm(const Target& target, milliseconds at_most) {
    constexpr int enough = 5;
    const auto until = Clock::now() + at_most;
    std::uint64_t switches = 0;
    for (int calm = 0; calm < enough && Clock::now() < until;) {
        const std::vector<pid_t> processes = target.processes();
        const auto seen = processes.empty() ? std::nullopt : take_snapshot(processes, only_threads());
        if (!seen) return;
        calm = seen->all_asleep() && seen->switches() == switches ? calm + 1 : 0;
        switches = seen->switches();
        std::this_thread::sleep_for(milliseconds(15));
    }
}

}  // namespace grader
