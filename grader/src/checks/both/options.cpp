// Stage D: what the command line says. Wrong options, an address that is taken, and one that must be obeyed.
#include <arpa/inet.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/calls.hpp"
#include "checks/meaning_of_end.hpp"
#include "checks/server_check.hpp"
#include "evidence/clients/connection.hpp"
#include "evidence/ready_line.hpp"

namespace grader {

namespace {

std::string quoted(const std::vector<std::string>& arguments) {
    std::string text;
    for (const std::string& argument : arguments) text += (text.empty() ? "" : " ") + argument;
    return "`" + text + "`";
}

std::string place_of(const TcpSocket& socket) {
    return fmt::format("{}:{}", socket.local_address, socket.local_port);
}

bool is_swapped(int port, int wanted) {
    return static_cast<std::uint16_t>(port) == ::htons(static_cast<std::uint16_t>(wanted));
}

class OptionsCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    /// A server with arguments that should make it end at once.
    struct Attempt {
        std::unique_ptr<Server> server;
        std::optional<Exit> ended;
        std::string error;  // what it wrote to standard error

        [[nodiscard]] std::string describe() const {
            return ended ? "the server " + ended->describe() : "the server is running";
        }
        /// As a fact has it.
        [[nodiscard]] std::string how() const {
            const Facts facts = facts_of_end(*ended, error);
            return facts.empty() ? "" : facts.front().value;
        }
    };
    Attempt run_to_end(const std::vector<std::string>& arguments, bool traced = false) {
        ServerOptions options;
        options.own_port = true;
        options.arguments = arguments;
        options.traced = traced;
        options.stacks_per_call = traced ? 20 : 0;
        Attempt attempt;
        attempt.server = std::unique_ptr<Server>(new Server(subject_.start(options)));
        Server& server = *attempt.server;
        // One that starts in spite of its arguments prints its ready line and stays: no need to wait for the
        // deadline.
        server.process().wait_until(server.deadline(), [&] {
            return server.exit().has_value() ||
                   server.process().standard_output().find('\n') != std::string::npos;
        });
        attempt.ended = server.process().wait_for_output_end(std::chrono::milliseconds(300));
        attempt.error = server.process().standard_error();
        return attempt;
    }

    /// The student's line of the last call that `which` is true of.
    std::optional<SourceLine> line_of(Server& server, const std::function<bool(const Event&)>& which) {
        std::optional<SourceLine> line;
        for (const Event& event : server.log().all(which)) {
            if (auto own = own_line(event)) line = own;
        }
        return line;
    }
    /// Why a server that was given a port listens at another one.
    std::string why_another_port(Server& server, const TcpSocket& listener, int wanted) {
        constexpr const char* chosen =
            ", a port that the kernel has chosen, as listen() does for a socket that is not bound";
        if (is_swapped(listener.local_port, wanted))
            return ": these are the same two bytes, swapped. htons() brings them in the order of the network";
        if (listener.local_address != "0.0.0.0") return "";
        const std::vector<Event> calls = server.log().all(binds);
        if (!calls.empty() && calls.back().result < 0)
            return fmt::format("{}: bind() has failed ({}), and nobody has looked at what it returned",
                               chosen, std::strerror(static_cast<int>(-calls.back().result)));
        if (!calls.empty() || !subject_.can_trace()) return chosen;
        return fmt::format(
            "{}: bind() was never called. (After `using namespace std`, bind(…) may be std::bind, "
            "which makes an object and calls nothing; ::bind(…) is the system call)",
            chosen);
    }
    static bool binds(const Event& event) { return event.call == Call::bind; }
    static bool listens(const Event& event) { return event.call == Call::listen; }
    static bool shares_port(const Event& event) {
        return event.call == Call::setsockopt && event.arguments[1] == SOL_SOCKET &&
               event.arguments[2] == SO_REUSEPORT;
    }
    /// Of the call that has let it listen elsewhere: bind(), or listen() if it never called bind().
    std::optional<SourceLine> line_that_chose(Server& server) {
        auto line = line_of(server, binds);
        return line ? line : line_of(server, listens);
    }
};

}  // namespace

SHARED_CHECK(OptionsCheck, BadFlagsExitWithStatusTwo) {
    expect_that("a line on standard error and exit status 2");
    const std::vector<std::vector<std::string>> all = {
        {"--port", "70000"}, {"--port", "x"}, {"--delay-ms", "-1"}, {"--no-such-flag"}, {"--port"}};
    for (const auto& arguments : all) {
        step("start the server with {}", quoted(arguments));
        const Attempt attempt = run_to_end(arguments);
        if (!attempt.ended || attempt.ended->kind != Exit::Kind::exited || attempt.ended->value != 2)
            fail(FactKind::option_not_refused, quoted(arguments),
                 fmt::format("with {} {}", quoted(arguments), attempt.describe()),
                 {{"Standard error", {attempt.error}}});
        if (attempt.error.empty())
            fail(FactKind::refused_without_a_word, "",
                 fmt::format("with {} nothing was said on standard error", quoted(arguments)));
        if (std::count(attempt.error.begin(), attempt.error.end(), '\n') > 1)
            fail(FactKind::refused_in_many_lines, "",
                 fmt::format("with {} more than one line was said", quoted(arguments)),
                 {{"Standard error", {attempt.error}}});
    }
}

SHARED_CHECK(OptionsCheck, BusyPortExitsWithStatusOne) {
    expect_that("a line on standard error that names the address, and exit status 1");
    int port = start().endpoint().port;
    // Swapped bytes must show.
    while (is_swapped(port, port)) port = start().endpoint().port;
    step("start a second server on the port of the first, {}", port);
    const Attempt second = run_to_end({"--port", std::to_string(port)}, subject_.can_trace());
    if (!second.ended) {
        const std::vector<TcpSocket> listeners = second.server->listeners();
        if (listeners.empty())
            fail(FactKind::listens_nowhere, "",
                 "on a busy port the server is running, and does not listen anywhere");
        const TcpSocket& listener = listeners.front();
        if (listener.local_port == port)
            fail(FactKind::shares_its_port, "",
                 fmt::format("the second server listens at {}, too: both share the port, and each client "
                             "gets to either, by chance. So SO_REUSEPORT is set, with which every socket of "
                             "this user may bind it. SO_REUSEADDR is another option; the two are numbers, "
                             "and no bits to be joined by |",
                             place_of(listener)),
                 {}, line_of(*second.server, shares_port));
        fail(FactKind::listens_elsewhere, "",
             fmt::format("on a busy port the server is running: it listens at {} instead{}",
                         place_of(listener), why_another_port(*second.server, listener, port)),
             {}, line_that_chose(*second.server));
    }
    if (second.ended->kind != Exit::Kind::exited || second.ended->value != 1)
        fail(FactKind::busy_port_ends_it, second.how(), "on a busy port " + second.describe(),
             {{"Standard error", {second.error}}});
    if (second.error.find(std::to_string(port)) == std::string::npos)
        fail(FactKind::busy_port_not_named, "", "the message does not name the port",
             {{"Standard error", {second.error}}});
    step("the first server is still there: {} can connect", connect().name());
}

namespace {

constexpr const char* other_host = "127.0.0.2";

/// Nobody's, and one whose two bytes differ: it must show if they are swapped.
int telling_port() {
    int port = unused_port(other_host);
    while (is_swapped(port, port)) port = unused_port(other_host);
    return port;
}

}  // namespace

SHARED_CHECK(OptionsCheck, ListensWhereItIsTold) {
    const int port = telling_port();
    const std::string wanted = fmt::format("{}:{}", other_host, port);
    expect_that(fmt::format(
        "with `--host {0} --port {1}` it listens at {0}:{1}, its ready line says so, and it listens nowhere "
        "else; two servers with `--port 0` run at the same time",
        other_host, port));
    ServerOptions there;
    there.own_port = true;
    there.arguments = {"--host", other_host, "--port", std::to_string(port)};
    there.traced = subject_.can_trace();
    there.stacks_per_call = 20;
    Server& server = start(there);
    step("ask the kernel where the server listens");
    const std::vector<TcpSocket> listeners = server.listeners();
    for (const TcpSocket& listener : listeners) {
        if (listener.local_port != port)
            fail(FactKind::listens_elsewhere, "",
                 fmt::format("it listens at {} instead of {}{}", place_of(listener), wanted,
                             why_another_port(server, listener, port)),
                 {}, line_that_chose(server));
        if (listener.local_address == "0.0.0.0")
            fail(FactKind::listens_everywhere, "",
                 fmt::format("it listens at every address of this machine (0.0.0.0) instead of {} alone: who "
                             "asks for a local address wants to be reached from this machine only",
                             other_host),
                 {}, line_that_chose(server));
        if (listener.local_address != other_host)
            fail(FactKind::listens_elsewhere, "",
                 fmt::format("it listens at {} instead of {}", place_of(listener), wanted), {},
                 line_that_chose(server));
    }
    if (const auto line = find_ready_line(server.process().standard_output());
        line && (line->endpoint.address != other_host || line->endpoint.port != port))
        fail(FactKind::ready_line_is_wrong, "",
             fmt::format("the ready line says {}:{}, but it was told {}, and listens there",
                         line->endpoint.address, line->port_text, wanted));
    step("{} connects there and leaves again", connect().name());
    step("start two more, each with --port 0: they must not get in each other's way");
    Server one = subject_.start();
    one.wait_until_ready();
    Server other = subject_.start();
    try {
        other.wait_until_ready();
    } catch (const ServerError& error) {
        fail(FactKind::port_zero_not_free, "",
             fmt::format("while one runs, a second one with --port 0 does not start: {}", error.what()),
             {{"Standard error", {other.process().standard_error()}}});
    }
    if (one.endpoint().port == other.endpoint().port)
        fail(FactKind::port_zero_not_free, "",
             fmt::format("with --port 0 both listen at port {}: the kernel would have chosen two",
                         one.endpoint().port));
}

}  // namespace grader
