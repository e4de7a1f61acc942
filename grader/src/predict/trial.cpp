#include "predict/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "evidence/proc/tcp_table.hpp"
#include "observe/trace_text.hpp"
#include "predict/guess.hpp"

namespace grader {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t width_of_excerpt = 76;

TargetOptions target_of(const ServerProgram& server, const std::vector<std::string>& options) {
    TargetOptions target;
    target.command = {server.path, "--port", "0"};
    target.command.insert(target.command.end(), options.begin(), options.end());
    target.name = server.name;
    return target;
}

/// The same for threads that do the same: each for a client of its own.
std::string doing(const ThreadFact& thread) {
    if (thread.state == ThreadState::running) return "runs";
    if (thread.call == Call::none) return "asleep, where can't be seen";
    std::string text = "asleep in " + name_of(thread.call);
    switch (about(thread.call).waits) {
        case Waits::for_events:
            return text + fmt::format(", which watches {} client{}", thread.clients.size(),
                                      thread.clients.size() == 1 ? "" : "s");
        case Waits::for_descriptors:
            return text + (thread.clients.empty() ? ", for who connects or a signal"
                                                  : fmt::format(", for {} client{}", thread.clients.size(),
                                                                thread.clients.size() == 1 ? "" : "s"));
        case Waits::for_threads:
            return text + ", until another thread wakes it";
        default:
            break;
    }
    if (!thread.clients.empty()) return text + ", for a client of its own";
    if (thread.for_listener) return text + ", on the listening socket";
    return text;
}

}  // namespace

Trial::Trial(const ServerProgram& server, const std::vector<std::string>& options, Calls calls)
    : target_(target_of(server, options)), scene_(target_) {
    if (calls == Calls::traced) {
        scene_.trace();
        if (!scene_.is_traced())
            throw NotMeasured("its calls can't be seen on this machine (" + scene_.untraced() +
                              "); `./lab doctor` says more");
    }
    try {
        scene_.begin();
    } catch (const std::runtime_error& error) {
        throw NotMeasured(error.what());
    }
}

void Trial::come(std::size_t clients) {
    try {
        for (std::size_t client = 0; client < clients; ++client) scene_.come();
    } catch (const std::system_error& error) {
        throw NotMeasured(
            fmt::format("only {} clients could connect: {}", scene_.connected().size(), error.what()));
    }
    wait_until_calm(target_, std::chrono::seconds(3));
}

bool Trial::exchange(Visitor& visitor, const std::string& message, milliseconds within) {
    return visitor.send(message) && visitor.receive(message.size(), within) == message;
}

std::vector<Event> Trial::calls(std::size_t from, std::size_t to) const {
    const std::vector<Event> log = scene_.log();
    std::vector<Event> found;
    for (std::size_t index = from; index < std::min(to, log.size()); ++index)
        if (log[index].is_call() && !log[index].restarted) found.push_back(log[index]);
    return found;
}

std::vector<std::string> Trial::excerpt(std::size_t from, std::size_t to) const {
    const std::vector<Event> log = scene_.log();
    const std::vector<Event> part(log.begin() + static_cast<std::ptrdiff_t>(from),
                                  log.begin() + static_cast<std::ptrdiff_t>(std::min(to, log.size())));
    return annotated(part, scene_.ports(), scene_.process_of(), width_of_excerpt);
}

std::string why_it_does_not_serve(const ServerProgram& server) {
    try {
        Trial trial(server, {}, Trial::Calls::unseen);
        constexpr auto patience = std::chrono::seconds(2);
        if (!Trial::exchange(trial.scene().come(), "is anybody there?\n", patience))
            return "it does not echo a line yet";
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

std::string key_of(Call call) {
    if (call == Call::none) return "none";
    const CallRow& row = about(call);
    if (accepts(call)) return "accept";
    if (row.waits == Waits::for_events) return "epoll";
    if (row.waits == Waits::for_descriptors) return "poll";
    if (row.waits == Waits::for_threads) return "futex";
    if (row.takes_from != End::none) return "read";
    if (row.gives_to != End::none) return "write";
    return "other";
}

std::vector<std::string> threads_told(const ModelLook& look) {
    std::vector<std::pair<std::string, int>> kinds;
    for (const ThreadFact& thread : look.threads) {
        const std::string what = doing(thread);
        const auto known =
            std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return one.first == what; });
        if (known == kinds.end())
            kinds.emplace_back(what, 1);
        else
            ++known->second;
    }
    std::vector<std::string> lines;
    for (const auto& [what, count] : kinds)
        lines.push_back(fmt::format("{:>4} thread{} {}", count, count == 1 ? " " : "s", what));
    return lines;
}

std::uint64_t fill(const Visitor& visitor) {
    constexpr std::uint64_t enough = 1U << 30U;
    constexpr int tries = 25;
    const std::string piece(64 * 1024, 'x');
    std::uint64_t sent = 0;
    for (int in_vain = 0; in_vain < tries && sent < enough;) {
        const std::size_t taken = visitor.send_some(piece);
        sent += taken;
        if (taken > 0) {
            in_vain = 0;
        } else {
            ++in_vain;
            std::this_thread::sleep_for(milliseconds(20));
        }
    }
    return sent;
}

Queues queues_between(int client_port, int server_port) {
    Queues queues;
    for (const auto& table : {read_tcp_table(), read_tcp6_table()}) {
        for (const TcpSocket& socket : table) {
            if (socket.local_port == client_port && socket.remote_port == server_port) {
                queues.client_unsent = socket.unsent;
                queues.client_unread = socket.unread;
            } else if (socket.local_port == server_port && socket.remote_port == client_port) {
                queues.server_unsent = socket.unsent;
                queues.server_unread = socket.unread;
            }
        }
    }
    return queues;
}

std::vector<std::string> queues_told(const Queues& queues) {
    const auto told = [](std::uint64_t bytes) {
        return amount_text(static_cast<double>(bytes), GuessKind::bytes);
    };
    return {fmt::format("client's socket, not sent yet     {:>9}   (Send-Q of the client)",
                        told(queues.client_unsent)),
            fmt::format("server's socket, not read yet     {:>9}   (Recv-Q of the server)",
                        told(queues.server_unread)),
            fmt::format("server's socket, written          {:>9}   (Send-Q of the server)",
                        told(queues.server_unsent)),
            fmt::format("client's socket, not read yet     {:>9}   (Recv-Q of the client)",
                        told(queues.client_unread))};
}

}  // namespace grader
