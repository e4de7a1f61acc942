#include "checks/pattern_session.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "checks/meaning_of_end.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/clients/client.hpp"
#include "evidence/trace/workers.hpp"

namespace grader {

namespace {

constexpr std::size_t first_clients = 8;
constexpr std::size_t later_clients = 3;
constexpr std::size_t crowd = 24;
constexpr int most_crowd_turns = 30;
constexpr int idle_looks = 20;
constexpr int looks_for_one_of_proc = 3;
constexpr auto between_looks = std::chrono::milliseconds(50);  // an idle window of a second in all

/// The players of the session: a client that gets into trouble is out, and after the first trouble nobody
/// waits for answers any more, so that a stuck server costs its deadline once.
class Script {
 public:
    Script(Server& server, PatternSession& session) : server_(server), session_(session) {}

    void connect(std::size_t count) {
        for (std::size_t index = 0; index < count && session_.trouble.empty(); ++index) {
            attempt([&] {
                const std::string name = "client #" + std::to_string(clients_.size() + 1);
                clients_.push_back(std::make_unique<Client>(name, server_.endpoint(), server_.patience()));
                session_.names[clients_.back()->local_port()] = name;
                talk(*clients_.back());
            });
        }
    }
    void all_talk() {
        for (const auto& client : clients_) attempt([&] { talk(*client); });
    }
    /// All send, and then all read, until `enough`, but not for ever.
    void all_talk_together(const std::function<bool()>& enough) {
        for (int turn = 0; turn < most_crowd_turns && session_.trouble.empty() && !enough(); ++turn) {
            const std::string message = text(++messages_, 200);
            attempt([&] {
                for (const auto& client : clients_) client->send(message);
                for (const auto& client : clients_) client->expect(message);
                session_.echoes += clients_.size();
                for (const auto& client : clients_) session_.echoed[client->local_port()] += message.size();
            });
        }
    }
    void all_leave() {
        for (std::size_t index = 0; index < clients_.size(); ++index) {
            attempt([&] {
                if (index % 2 == 0)
                    clients_[index]->leave();
                else
                    clients_[index]->close();
            });
        }
        clients_.clear();
    }
    void all_reset() {
        for (const auto& client : clients_) attempt([&] { client->reset(); });
        clients_.clear();
    }
    [[nodiscard]] std::vector<int> ports() const {
        std::vector<int> ports;
        for (const auto& client : clients_) ports.push_back(client->local_port());
        return ports;
    }

 private:
    void talk(Client& client) {
        if (!session_.trouble.empty()) return;
        ++messages_;
        const std::string message = text(messages_, messages_ % 12 == 0 ? 5'000 : 100);
        client.round_trip(message);
        ++session_.echoes;
        session_.echoed[client.local_port()] += message.size();
    }
    template <typename Action>
    void attempt(const Action& action) {
        try {
            action();
        } catch (const ClientError& error) {
            if (!session_.trouble.empty()) return;
            session_.trouble = error.what();
            session_.trouble_facts = error.facts;
        }
    }

    Server& server_;
    PatternSession& session_;
    std::vector<std::unique_ptr<Client>> clients_;
    std::uint64_t messages_ = 0;
};

std::size_t serving_threads(Server& server) {
    std::set<int> threads;
    server.for_each_event([&](const Event& event) {
        if (uses_connection(event)) threads.insert(event.tid);
    });
    return threads.size();
}

// Lab 5: enough to do for all workers.
void play_crowd(PatternSession& session, Script& script, Server& server) {
    session.steps.push_back(
        fmt::format("{} more connect; all send at once and then read, again and again, up to {} times", crowd,
                    most_crowd_turns));
    script.connect(crowd);
    script.all_talk_together([&] { return serving_threads(server) >= session_workers; });
    session.crowded = session.trouble.empty();
}

std::vector<std::string> arguments_for(int lab) {
    if (properties_of(lab).model != Model::tasks) return {};
    return {"--workers", std::to_string(session_workers)};
}

void play(const Subject& subject, PatternSession& session, Server& server) {
    const std::vector<std::string> arguments = arguments_for(subject.lab);
    session.before = server.wait_until_quiet();
    Script script(server, session);
    session.steps.push_back(arguments.empty() ? "start the server under the tracer"
                                              : fmt::format("start the server under the tracer, with {}",
                                                            fmt::join(arguments, " ")));
    session.steps.push_back("8 clients connect, each sends a message and waits for it; then all once more");
    script.connect(first_clients);
    script.all_talk();
    session.steps.push_back("all stay connected and silent for a second");
    server.wait_until_no_events();
    server.wait_until_quiet();
    server.mark("idle");
    session.idle = server.look();
    session.idle_ports = script.ports();
    for (int look = 0; look < idle_looks; ++look) {
        // A thread that polls with a time-out is between two calls now and then: several looks see it in one.
        for (Event& call : server.calls_in_flight()) session.waiting.push_back(std::move(call));
        if (look % looks_for_one_of_proc == 0) session.quiet.push_back(server.look(all_but_sockets()));
        std::this_thread::sleep_for(between_looks);
    }
    session.idle_end = server.look();
    session.quiet.push_back(session.idle_end);
    server.mark("idle-end");
    if (properties_of(subject.lab).model == Model::tasks) play_crowd(session, script, server);
    session.steps.push_back("all talk once more and leave, some by half-close, some by close");
    script.all_talk();
    script.all_leave();
    const auto as_before = [&](const Snapshot& now) {
        return now.threads.size() <= session.before.threads.size();
    };
    server.settle(as_before, only_threads());
    session.steps.push_back("3 new clients come, talk and leave");
    script.connect(later_clients);
    script.all_leave();
    server.settle(as_before, only_threads());
    server.wait_until_no_events();
    session.steps.push_back("2 more come, send, and reset their connections");
    server.mark("rude");
    script.connect(2);
    script.all_reset();
    server.settle(as_before, only_threads());
    server.wait_until_no_events();
    session.steps.push_back("send SIGTERM");
    server.mark("term");
    server.process().signal(SIGTERM);
    // Half as long again as it has: what it does until then is looked at, too.
    constexpr std::chrono::milliseconds most_idle(3'000);
    server.wait_for_end(most_idle);
}

/// What a client ran into may have been the server's end.
void add_meaning_of_end(int lab, std::string& trouble, Process& process) {
    const auto ended = process.wait_for_output_end(std::chrono::milliseconds(200));
    if (!ended) return;
    const std::string meaning =
        meaning_of_end(lab, *ended, process.standard_error(), process.output_was_cut());
    if (!meaning.empty()) trouble += ". " + meaning;
}

void play_traced(const Subject& subject, PatternSession& session, const std::vector<std::string>& arguments) {
    ServerOptions options;
    options.traced = true;
    options.stacks_per_call = 40;
    options.arguments = arguments;
    Server server = subject.start(options);
    server.wait_until_ready();
    try {
        play(subject, session, server);
    } catch (const ServerError& error) {
        if (session.trouble.empty()) session.trouble = error.what();
    }
    if (!session.trouble.empty()) add_meaning_of_end(subject.lab, session.trouble, server.process());
    session.log = server.log();
    // Who asks a server that is gone how it does (play() asks before the idle window), waits for its end.
    if (const auto ended = server.process().exit(); ended && !session.log.has_mark("idle")) {
        session.ended = ended->describe();
        session.last_words = server.process().standard_error();
    }
}

}  // namespace

PatternSession::PatternSession(const Subject& subject) {
    const std::vector<std::string> arguments = arguments_for(subject.lab);
    auto look =
        std::async(std::launch::async, take_untraced_look, std::cref(subject), first_clients, arguments);
    if (subject.can_trace()) play_traced(subject, *this, arguments);
    untraced = look.get();
}

struct QuietSession::Players {
    explicit Players(const Subject& subject, const ServerOptions& options)
        : server(subject.start(options)), script(server, session) {}

    PatternSession session;
    Server server;
    Script script;
};

QuietSession::QuietSession(const Subject& subject) {
    ServerOptions options;
    options.arguments = arguments_for(subject.lab);
    players_ = std::make_unique<Players>(subject, options);
    try {
        players_->server.wait_until_ready();
        players_->script.connect(first_clients);
        players_->server.wait_until_quiet();
    } catch (const ServerError&) {
        // Whatever it does instead is to be looked at.
    }
}

QuietSession::~QuietSession() = default;

Server& QuietSession::server() {
    return players_->server;
}

double PatternSession::idle_seconds() const {
    return static_cast<double>(idle_end.time_ns - idle.time_ns) / 1e9;
}

std::vector<Event> PatternSession::idle_calls() const {
    return log.between("idle", "idle-end").all([](const Event& event) { return event.is_call(); });
}

}  // namespace grader
