// Stage A: a server that serves one client, and then another, correctly.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checks/server_check.hpp"
#include "checks/some_answer.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/ready_line.hpp"

namespace grader {

namespace {

/// Ways in which clients and the kernel make a server say something, if it is one that talks.
class TalkCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    /// accept() that finds no descriptor, and a client that has gone again: once each.
    static std::vector<FaultRule> troubles_of_accept() {
        FaultRule rule;
        rule.calls = {Call::accept, Call::accept4};
        rule.at_most = 1;
        std::vector<FaultRule> rules(2, rule);
        rules[0].every = 2;
        rules[0].error = ECONNABORTED;
        rules[1].every = 3;
        rules[1].error = EMFILE;
        return rules;
    }
    /// How they are served is for other checks to say, and whether the server survives them.
    void some_polite_and_some_rude() {
        try {
            Client& polite = connect();
            polite.send("how do you do?\n");
            polite.shutdown_write();
            polite.expect_closed();
            for (int turn = 0; turn < 3; ++turn) {
                Client& rude = connect();
                rude.send("never mind\n");
                rude.reset();
            }
            Client& gone = connect();
            for (int piece = 0; piece < 64; ++piece) gone.send_what_fits(std::string(1'024, '.'));
            gone.close();
            Client& last = connect();
            last.round_trip("and you?\n");
        } catch (const ClientError&) {
            // The next step looks at what was printed until then.
        }
    }
    void require_only_the_line() {
        const std::string printed = server().process().standard_output();
        // Whether the address is the one that was asked for, another check says.
        const std::optional<ReadyLine> line = find_ready_line(printed);
        const std::string wanted =
            fmt::format("listening on {}:{}\n", line ? line->endpoint.address : server().endpoint().address,
                        server().endpoint().port);
        if (printed == wanted) return;
        fail(FactKind::more_on_standard_output, "",
             "standard output holds something other than that one line",
             {{"Expected on standard output", {wanted.substr(0, wanted.size() - 1)}},
              {"Seen there", {printed}}});
    }
    void require_line_after_listening() {
        const EventLog log = server().log();
        const Event* listened =
            log.first([](const Event& event) { return event.call == Call::listen && event.result == 0; });
        const Event* printed_at = log.first([](const Event& event) {
            const Descriptor* to = written_to(event);
            return to != nullptr && to->number == 1;
        });
        if (listened != nullptr && printed_at != nullptr && printed_at->begin > listened->end) return;
        std::vector<Event> order;
        for (const Event* event : {printed_at, listened}) {
            if (event != nullptr) order.push_back(*event);
        }
        fail(FactKind::ready_line_before_listen, "",
             "the line was printed before listen() had succeeded: a client that believes it may be refused",
             {trace_excerpt("In this order", order, client_names())});
    }
};

/// Nearly everything builds on an echo. So before it is missing, nothing at all may have come back: not
/// later, not to others, and not with any other option.
class FirstEchoCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    void first_round_trip(Client& client, std::string_view message) {
        try {
            client.round_trip(message);
        } catch (const ClientError& error) {
            const auto how =
                error.kind == ClientError::Kind::mismatch ? std::string() : when_answered(subject_);
            if (!how) throw;
            first_trouble_ =
                ClientError(error.kind, error.client, error.what() + *how, error.facts, error.exhibits);
        }
    }

    /// What went wrong, though there is some kind of echo.
    std::optional<ClientError> first_trouble_;
};

}  // namespace

SHARED_CHECK(TalkCheck, PrintsTheReadyLineAfterListening) {
    expect_that(
        "exactly one line on standard output, `listening on ADDRESS:PORT`, flushed, after listen() has "
        "succeeded; everything else that the server has to say goes to standard error");
    ServerOptions options;
    options.traced = subject_.can_trace();
    if (subject_.can_trace()) options.faults = troubles_of_accept();
    Server& server = start(options);
    step("ask the kernel at which port the server really listens, and wait for its line");
    server.wait_for_ready_line();
    step("a client comes and leaves; others reset their connections, or go without reading{}",
         subject_.can_trace() ? "; an accept() reports ECONNABORTED, and one EMFILE" : "");
    some_polite_and_some_rude();
    end_with_term();
    end_is_no_news_ = true;
    constexpr std::chrono::milliseconds most_idle(2'500);
    if (server.wait_for_end(most_idle)) server.process().wait_for_output_end(server.deadline() / 4);
    step("look at everything it has printed");
    require_only_the_line();
    if (subject_.can_trace()) require_line_after_listening();
}

SHARED_CHECK(FirstEchoCheck, EchoesOneMessage) {
    expect_that("the same bytes come back");
    start();
    Client& client = connect();
    step("{} connects and sends \"hello, world\\n\"", client.name());
    essential([&] { first_round_trip(client, "hello, world\n"); });
    if (first_trouble_) throw ClientError(*first_trouble_);
    step("… and once more on the same connection, other words");
    client.round_trip("and again\n");
    expect_still_there();
}
ALSO_IN(Practice4, EchoesOneMessage);

SHARED_CHECK(ServerCheck, EchoesEveryByteValue) {
    expect_that("every byte value comes back unchanged, zero bytes and line ends included");
    start();
    Client& client = connect();
    std::string all;
    for (int value = 0; value < 256; ++value) all += static_cast<char>(value);
    step("{} sends all 256 byte values in order", client.name());
    client.round_trip(all);
    step("… a message that begins with zero bytes and has no line end");
    client.round_trip(std::string(3, '\0') + "after the zeros");
    step("… a single byte 255, and 10,000 arbitrary bytes");
    client.round_trip("\xff");
    client.round_trip(pattern(17, 10'000));
    expect_still_there();
}

SHARED_CHECK(ServerCheck, EchoesFourMebibytesInOddPieces) {
    expect_that("4 MiB come back complete and in order, whatever pieces they were sent in");
    start();
    Client& client = connect();
    step("{} sends 4 MiB in pieces of 1, 4095, 13 and 65537 bytes while it reads what comes back",
         client.name());
    client.exchange(pattern(4, std::size_t{4} << 20U), {1, 4095, 13, 65'537});
    step("… and says goodbye");
    client.leave();
}

SHARED_CHECK(ServerCheck, ServesClientsOneAfterAnother) {
    expect_that("each of 100 clients, one after another, gets its own bytes back");
    start();
    step("100 times: connect, send a message, wait for it, and leave");
    for (std::uint64_t turn = 0; turn < 100; ++turn) {
        Client& client = connect();
        client.round_trip(text(turn, 64));
        client.leave();
    }
}

SHARED_CHECK(ServerCheck, HalfCloseGetsEverythingBack) {
    expect_that(
        "a client that has closed its sending side still gets back all it sent, and then the end of the "
        "stream");
    start();
    constexpr std::size_t crowd = 20;
    step(
        "{} clients each send a line and close their sending side (shutdown(SHUT_WR)), so that both come at "
        "once, and only then read",
        crowd);
    const std::vector<Client*> hasty = connect_many(crowd);
    for (Client* client : hasty) client->send_and_finish("that is all\n");
    for (Client* client : hasty) {
        client->expect("that is all\n");
        client->expect_eof();
    }
    Client& large = connect();
    const std::string bytes = text(6, 50'000);
    step("{} sends 50,000 bytes, closes its sending side, and only then reads", large.name());
    large.send(bytes);
    large.shutdown_write();
    large.expect(bytes);
    large.expect_eof();
}

SHARED_CHECK(ServerCheck, EmptyConnectionIsClosed) {
    expect_that(
        "the connection of a client that sends nothing and closes its sending side is closed, and harms "
        "nobody");
    start();
    Client& silent = connect();
    step("{} connects and closes its sending side without a byte", silent.name());
    silent.shutdown_write();
    silent.expect_closed();
    step("20 clients connect and leave at once");
    for (int turn = 0; turn < 20; ++turn) connect().close();
    Client& last = connect();
    step("{} does the same as the first", last.name());
    last.shutdown_write();
    last.expect_closed();
}

}  // namespace grader
