#include "pictures.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "scratch.hpp"
#include "unique_fd.hpp"

namespace models {
namespace {

using namespace std::chrono_literals;
using bench::check;
using bench::UniqueFd;
using grader::Moment;

constexpr const char* strace = "/usr/bin/strace";

/// strace's clock.
double now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

class Player {
 public:
    explicit Player(std::size_t number) : number_(number) {}

    void connect(std::uint16_t port) {
        socket_ = UniqueFd(check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        note(Moment::Kind::calls, "connects");
        check(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
              "connect");
        socklen_t size = sizeof address;
        check(getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
        port_ = ntohs(address.sin_port);
    }
    void send(std::string_view text) {
        note(Moment::Kind::sends, fmt::format("sends \"{}\"", text));
        check(static_cast<int>(::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL)), "send");
        expected_ += text.size();
    }
    /// Whether its echo has come in that time.
    bool receive(std::chrono::milliseconds patience) {
        std::string text;
        while (text.size() < expected_) {
            pollfd readable{socket_.get(), POLLIN, 0};
            std::array<char, 64> piece;
            if (poll(&readable, 1, static_cast<int>(patience.count())) <= 0) return false;
            const ssize_t got = recv(socket_.get(), piece.data(), piece.size(), 0);
            if (got <= 0) throw std::runtime_error("it closed a connection");
            text.append(piece.data(), static_cast<std::size_t>(got));
        }
        expected_ = 0;
        note(Moment::Kind::gets, fmt::format("gets \"{}\"", text));
        return true;
    }
    void leave() {
        note(Moment::Kind::leaves, "leaves");
        socket_.reset();
    }

    struct Deed {
        double at;
        std::size_t player;
        Moment::Kind kind;
        std::string text;
    };
    [[nodiscard]] const std::vector<Deed>& deeds() const { return deeds_; }
    [[nodiscard]] int port() const { return port_; }

 private:
    void note(Moment::Kind kind, std::string text) {
        deeds_.push_back({now(), number_, kind, std::move(text)});
    }

    std::size_t number_;
    UniqueFd socket_;
    int port_ = 0;
    std::size_t expected_ = 0;
    std::vector<Deed> deeds_;
};

/// The play. A server that sleeps is asleep again before each step. Returns when it began.
double play(std::uint16_t port, Player& first, Player& second) {
    const auto rest = [] { std::this_thread::sleep_for(4ms); };
    constexpr std::chrono::milliseconds patience = 5s, not_served = 60ms;
    rest();
    const double begin = now();
    first.connect(port);
    second.connect(port);
    rest();
    first.send("one");
    if (!first.receive(patience)) throw std::runtime_error("a client got no echo");
    rest();
    second.send("two");
    const bool both = second.receive(not_served);
    if (both) {
        first.send("three");
        second.send("four");
        first.receive(patience);
        second.receive(patience);
    }
    rest();
    first.leave();
    if (!both) second.receive(patience);
    second.leave();
    rest();
    return begin;
}

/// Which client a descriptor is about: 0 or 1; nothing if none.
std::optional<std::size_t> client_of(const std::string& descriptor, const std::array<int, 2>& ports) {
    for (std::size_t client = 0; client < ports.size(); ++client)
        if (descriptor.find(fmt::format(":{}]", ports[client])) != std::string::npos) return client;
    return std::nullopt;
}

/// "recvfrom(5 <client #1>)"
std::string words_of(const TracedCall& call, const std::optional<std::size_t>& client) {
    std::string argument = call.descriptor.substr(0, call.descriptor.find('<'));
    const bool is_number = !argument.empty() && argument.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number) argument = "…";
    if (client) argument += fmt::format(" <client #{}>", *client + 1);
    return fmt::format("{}({})", call.name, argument);
}

bool waits(const TracedCall& call) {
    static const std::set<std::string> waiting{
        "accept",         "accept4",         "recvfrom",       "read",         "recvmsg",
        "select",         "pselect6",        "poll",           "ppoll",        "epoll_wait",
        "futex",          "wait4",           "epoll_pwait",    "epoll_pwait2", "rt_sigtimedwait",
        "io_uring_enter", "clock_nanosleep", "restart_syscall"};
    return waiting.contains(call.name) && call.lasted > 0.001;
}

/// Busy with itself: what says nothing of the model.
bool is_noise(const std::string& name) {
    static const std::set<std::string> noise{"mmap",    "munmap",          "mprotect",       "brk",
                                             "madvise", "set_robust_list", "rt_sigprocmask", "rseq",
                                             "gettid",  "getpid",          "restart_syscall"};
    return noise.contains(name);
}

class Picture {
 public:
    Picture(double begin, const std::array<int, 2>& ports) : begin_(begin), ports_(ports) {
        timeline_.lanes = {"client #1", "client #2"};
    }

    void add(const Player::Deed& deed) {
        const std::int64_t at = us(deed.at);
        timeline_.moments.push_back({deed.player, at, at, deed.kind, deed.text});
    }

    /// A call that has failed like the one before it in this thread, on whatever descriptor: one line for
    /// all.
    void add(const TracedCall& call, double end) {
        if (is_noise(call.name)) return;
        if (call.lasted >= 0 && call.begin + call.lasted < begin_) return;
        const auto client = client_of(call.descriptor, ports_);
        const bool is_empty = call.result == "-1 EAGAIN";
        const std::size_t lane = lane_of(call.thread);
        if (is_empty && empty_before_.contains(lane)) {
            ++skipped_[lane];
            return;
        }
        if (is_empty)
            empty_before_.insert(lane);
        else
            empty_before_.erase(lane);
        Moment moment{lane, us(call.begin), us(call.lasted >= 0 ? call.begin + call.lasted : end),
                      waits(call) || call.lasted < 0 ? Moment::Kind::sleeps : Moment::Kind::calls,
                      words_of(call, client)};
        if (call.lasted >= 0) moment.outcome = "= " + call.result;
        if (client && call.name.find("recv") != std::string::npos && !is_empty) moment.from = *client;
        if (client && call.name.find("send") != std::string::npos) moment.to = *client;
        moment.left_out_before = std::exchange(skipped_[lane], 0);
        timeline_.moments.push_back(moment);
    }

    grader::Timeline finish(const std::string& title) {
        std::stable_sort(
            timeline_.moments.begin(), timeline_.moments.end(),
            [](const Moment& one, const Moment& other) { return one.begin_us < other.begin_us; });
        timeline_.title = title;
        return timeline_;
    }

 private:
    [[nodiscard]] std::int64_t us(double at) const {
        return std::max<std::int64_t>(0, static_cast<std::int64_t>((at - begin_) * 1e6));
    }
    std::size_t lane_of(int thread) {
        const auto [found, is_new] = lanes_.emplace(thread, timeline_.lanes.size());
        if (is_new) timeline_.lanes.push_back(fmt::format("thread {}", lanes_.size()));
        return found->second;
    }

    double begin_;
    std::array<int, 2> ports_;
    grader::Timeline timeline_;
    std::map<int, std::size_t> lanes_;
    std::set<std::size_t> empty_before_;
    std::map<std::size_t, std::int64_t> skipped_;
};

/// Whether its line "123 17…  +++ exited with 0 +++" is there.
bool tells_the_end_of(const std::string& log, int process) {
    const std::string number = std::to_string(process) + " ";
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);)
        if (line.rfind(number, 0) == 0 && line.find("+++ ") != std::string::npos) return true;
    return false;
}

}  // namespace

grader::Timeline picture_of(const Program& program, const std::vector<int>& cores) try {
    if (access(strace, X_OK) != 0)
        throw std::runtime_error("strace is not installed: apt-get install strace");
    const Scratch log;
    // -D: the server stays our child.
    Subject server(program, 2, cores,
                   {.before = {strace, "-D", "-q", "-f", "-ttt", "-T", "-yy", "-o", log.name()}});
    Player first(0), second(1);
    const double begin = play(server.port(), first, second);
    const double end = now();
    const int program_id = server.pids().front();
    server.terminate();
    // It writes the end of its log when the last of the server's processes has ended, and says that of each.
    std::string text = log.text();
    for (int attempt = 0; attempt < 500 && !tells_the_end_of(text, program_id); ++attempt) {
        std::this_thread::sleep_for(10ms);
        text = log.text();
    }
    if (!tells_the_end_of(text, program_id))
        throw std::runtime_error("strace has not told of the server's end");
    Picture picture(begin, {first.port(), second.port()});
    for (const Player* player : {&first, &second})
        for (const Player::Deed& deed : player->deeds()) picture.add(deed);
    for (const TracedCall& call : calls_in(text))
        if (call.begin <= end) picture.add(call, end);
    return picture.finish("");
} catch (const std::exception& error) {
    throw std::runtime_error(fmt::format("under strace: {}", error.what()));
}

}  // namespace models
