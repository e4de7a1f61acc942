// Stage C (Lab 5: D): a descriptor's number belongs to somebody else as soon as it is closed.
#include <signal.h>

#include <cerrno>
#include <map>

#include "checks/pattern_check.hpp"
#include "evidence/trace/calls.hpp"

namespace grader {

namespace {

class ClosingCheck : public PatternCheck {
 protected:
    /// In the traced session: a connection's number that is closed again before accept() has returned it once
    /// more.
    void expect_closed_once() {
        const PatternSession& session = observe();
        std::map<int, Event> closed;  // numbers that were connections, by whom they were closed
        for (const Event& event : session.log.events()) {
            if (event.what != "call") continue;
            if (event.result >= 0 && !event.other.kind.empty()) closed.erase(event.other.number);
            if (event.name != "close") continue;
            const int number = static_cast<int>(event.arguments[0]);
            if (event.result == 0) {
                closed.erase(number);
                if (event.descriptor.kind == "connection") closed[number] = event;
                continue;
            }
            const auto before = closed.find(number);
            if (event.result != -EBADF || before == closed.end()) continue;
            const Event& first = before->second;
            fail(
                fmt::format("descriptor {}, the connection of {}, is closed twice: by thread {}, and then by "
                            "thread {}. In between the kernel may have given the number to another client, "
                            "who is cut off",
                            number, client(first.descriptor.peer_port), first.tid, event.tid),
                {trace_excerpt("In this order", {first, event}, *names_)},
                own_source_line(event, subject().sources));
        }
    }

    /// A thread that has closed a connection is held before its next step, while the next client gets the
    /// number.
    void expect_off_the_list_before() {
        std::vector<std::string> workers;
        if (subject().lab != 4) workers = {"--workers", "4"};
        Server& server = start_traced({}, workers);
        Client& leaver = connect();
        Client& bystander = connect();
        for (Client* client : {&leaver, &bystander}) client->round_trip("hello\n");
        step("{} leaves; the thread that has closed its connection is held before its next step",
             leaver.name());
        server.hold_at({.closes = true});
        leaver.shutdown_write();
        if (!server.wait_until_held(1)) return;  // it closes later, or not at all: nothing to be seen here
        // A thread that sleeps in accept() has its number already: then it is the second one who inherits.
        constexpr int most_heirs = 3;
        std::optional<int> number;
        Client* newest = nullptr;
        for (int turn = 0; turn < most_heirs && !number; ++turn) {
            newest = &connect({.wait_until_connected = false});
            server.wait_until_only_held_threads_have_work();
            number = number_closed_before(server, *newest);
            if (!number && !number_of(server, *newest)) break;  // who accepts is held
        }
        Client& heir = *newest;
        step("{} connects, and gets the descriptor's number; then the thread goes on", heir.name());
        server.release_held();
        try {
            heir.round_trip("hello\n");
        } catch (const ClientError& error) {
            if (number && bystander_is_served(bystander))
                fail(
                    fmt::format("{}. Its descriptor is {}, which was {}'s before: whoever closed that one "
                                "still used the number",
                                error.what(), *number, leaver.name()));
            return;  // others' checks are about servers that serve nobody
        }
        expect_both_reached_by_term(server, bystander, heir, leaver, number);
    }

 private:
    /// What SIGTERM does for a bystander, it must do for the heir.
    void expect_both_reached_by_term(Server& server, Client& bystander, Client& heir, const Client& leaver,
                                     std::optional<int> number) {
        const std::string last_words = "last words\n";
        server.hold_at({});
        for (Client* client : {&bystander, &heir}) client->round_trip("now as before\n");
        server.hold_at({.reads = true});
        step("{} and {} send a line; the threads that have read it are held until SIGTERM has come",
             bystander.name(), heir.name());
        for (Client* client : {&bystander, &heir}) {
            client->send(last_words);
            client->wait_until_acknowledged();
        }
        server.wait_until_held(2);
        end_with_term();
        server.wait_until_only_held_threads_have_work();
        // First the bystander's alone: a server that has forgotten the heir believes then that all is done.
        if (const auto thread = last_reader(server, bystander)) server.release(*thread);
        server.wait_until_only_held_threads_have_work();
        server.release_held();
        step("both must get it back, and then the end");
        try {
            bystander.expect(last_words);
            bystander.expect_closed();
        } catch (const ClientError&) {
            return;  // others' checks are about servers that lose what everybody sent, or that SIGTERM does
                     // not end
        }
        try {
            heir.expect(last_words);
            heir.expect_closed();
        } catch (const ClientError&) {
            if (!number) return;
            fail(fmt::format(
                "SIGTERM did for {0} what it must, but not for {1}, whose descriptor {2} was {3}'s before: "
                "the "
                "number of {3} was taken off the list only after it had been closed, when it was {1}'s "
                "already. Take it off first, then close it",
                bystander.name(), heir.name(), *number, leaver.name()));
        }
    }
    static std::optional<int> last_reader(Server& server, const Client& client) {
        std::optional<int> thread;
        server.for_each_event([&](const Event& event) {
            const Descriptor* from = read_from(event);
            if (from != nullptr && from->peer_port == client.local_port() && event.result > 0)
                thread = event.tid;
        });
        return thread;
    }
    static bool bystander_is_served(Client& bystander) {
        try {
            bystander.round_trip("and you?\n");
            return true;
        } catch (const ClientError&) {
            return false;
        }
    }
    static std::optional<int> number_of(Server& server, const Client& client) {
        std::optional<int> number;
        server.for_each_event([&](const Event& event) {
            if (accepts(event.name) && event.result >= 0 && event.other.peer_port == client.local_port())
                number = event.other.number;
        });
        return number;
    }
    /// The number of this client's connection, if it was that of one that has been closed.
    static std::optional<int> number_closed_before(Server& server, const Client& client) {
        const std::optional<int> number = number_of(server, client);
        bool closed = false;
        server.for_each_event([&](const Event& event) {
            closed = closed || (event.name == "close" && event.result == 0 &&
                                event.descriptor.kind == "connection" && event.descriptor.number == number);
        });
        return closed ? number : std::nullopt;
    }
};

}  // namespace

SHARED_CHECK(ClosingCheck, ClosesEachDescriptorOnce) {
    expect_that(
        "a connection's descriptor is closed once, and is on no list any more by then: the next client may "
        "get its number at once");
    expect_closed_once();
    expect_off_the_list_before();
}

}  // namespace grader
