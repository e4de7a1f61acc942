// Stage C (Lab 5: D): a descriptor's number belongs to somebody else as soon as it is closed.
#include <signal.h>

#include <cerrno>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/calls.hpp"
#include "base/labs.hpp"
#include "checks/hold_at_term.hpp"
#include "checks/pattern_check.hpp"

namespace grader {

namespace {

class ClosingCheck : public PatternCheck {
    using PatternCheck::PatternCheck;

 protected:
    /// In the traced session: a connection's number that is closed again before accept() has returned it once
    /// more.
    void expect_closed_once() {
        const PatternSession& session = observe();
        std::map<int, Event> closed;  // numbers that were connections, by whom they were closed
        for (const Event& event : session.log.events()) {
            if (!event.is_call()) continue;
            if (event.result >= 0 && event.other.kind != DescriptorKind::unknown)
                closed.erase(event.other.number);
            if (event.call != Call::close) continue;
            const int number = static_cast<int>(event.arguments[0]);
            if (event.result == 0) {
                closed.erase(number);
                if (is_connection(event.descriptor)) closed[number] = event;
                continue;
            }
            const auto before = closed.find(number);
            if (event.result != -EBADF || before == closed.end()) continue;
            const Event& first = before->second;
            fail(
                FactKind::closed_twice, "",
                fmt::format("descriptor {}, the connection of {}, is closed twice: by thread {}, and then by "
                            "thread {}. In between the kernel may have given the number to another client, "
                            "who is cut off",
                            number, client(first.descriptor.peer_port), first.tid, event.tid),
                {trace_excerpt("In this order", {first, event}, *names_)}, own_line(event));
        }
    }

    /// A thread that has closed a connection is held before its next step, while the next client gets the
    /// number.
    void expect_off_the_list_before() {
        ServerOptions traced;
        traced.arguments = arguments();
        traced.traced = true;
        traced.stacks_per_call = 40;
        Server& server = start(traced);
        Client& leaver = connect();
        Client& bystander = connect();
        for (Client* client : {&leaver, &bystander}) client->round_trip("hello\n");
        require_all_was_seen();
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
                fail(FactKind::number_used_after_close, "",
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
        server.hold_at({});
        for (Client* client : {&bystander, &heir}) client->round_trip("now as before\n");
        end_is_no_news_ = true;
        step(
            "{} and {} send a line; the threads that have read it are held until SIGTERM has come; then {} "
            "must get it back, and the end, and so must {}",
            bystander.name(), heir.name(), bystander.name(), heir.name());
        if (!second_is_lost_at_term(server, bystander, heir) || !number || loses_any_second_client()) return;
        const EventLog log = server.log();
        const Event* closed = log.first([&](const Event& event) {
            return event.call == Call::close && is_connection(event.descriptor) &&
                   event.descriptor.number == *number;
        });
        fail(FactKind::closed_before_off_the_list, "",
             fmt::format(
                 "SIGTERM did for {0} what it must, but not for {1}, whose descriptor {2} was {3}'s before: "
                 "the number of {3} was taken off the list only after it had been closed, when it was {1}'s "
                 "already. Take it off first, then close it",
                 bystander.name(), heir.name(), *number, leaver.name()),
             {trace_excerpt("Where it was closed", {*closed}, client_names())}, own_line(*closed));
    }
    /// Both have sent something when SIGTERM comes, and the thread of the second is let go only when that of
    /// the first has had its time: a server that has forgotten the second believes then that all is done.
    /// Whether the first gets its echo and the end, and the second does not.
    static bool second_is_lost_at_term(Server& server, Client& first, Client& second) {
        const std::string last_words = "last words\n";
        server.hold_at({.reads = true});
        for (Client* client : {&first, &second}) {
            client->send(last_words);
            client->wait_until_acknowledged();
        }
        server.wait_until_held(2);
        const HoldAtTerm hold;
        server.process().signal(SIGTERM);
        server.wait_until_only_held_threads_have_work();
        if (const auto thread = last_reader(server, first)) server.release(*thread);
        server.wait_until_only_held_threads_have_work();
        server.release_held();
        if (hold.was_too_long()) return false;
        for (Client* client : {&first, &second}) {
            try {
                client->expect(last_words);
                client->expect_closed();
            } catch (const ClientError&) {
                return client == &second;
            }
        }
        return false;
    }
    /// Others' checks are about servers that do not wait for everybody.
    bool loses_any_second_client() {
        ServerOptions options;
        options.traced = true;
        options.arguments = arguments();
        Server server = subject_.start(options);
        server.wait_until_ready();
        Client first("the first", server.endpoint(), server.patience());
        Client second("the second", server.endpoint(), server.patience());
        for (Client* client : {&first, &second}) client->round_trip("hello\n");
        return second_is_lost_at_term(server, first, second);
    }
    /// A task that waits for its audit can be forgotten between its read and its write.
    [[nodiscard]] std::vector<std::string> arguments() const {
        if (properties_of(subject_.lab).model != Model::tasks) return {};
        return {"--workers", "4", "--audit"};
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
            if (accepts(event.call) && event.result >= 0 && event.other.peer_port == client.local_port())
                number = event.other.number;
        });
        return number;
    }
    /// The number of this client's connection, if it was that of one that has been closed.
    static std::optional<int> number_closed_before(Server& server, const Client& client) {
        const std::optional<int> number = number_of(server, client);
        bool closed = false;
        server.for_each_event([&](const Event& event) {
            closed = closed || (event.call == Call::close && event.result == 0 &&
                                is_connection(event.descriptor) && event.descriptor.number == number);
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
