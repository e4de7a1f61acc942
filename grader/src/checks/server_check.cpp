#include "checks/server_check.hpp"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "checks/meaning_of_end.hpp"
#include "checks/needs.hpp"

namespace grader {

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += " " + word;
    return text;
}

/// Of calls that were interrupted for it, and so came into the log with their stacks.
void add_stacks(std::vector<Event>& calls, const EventLog& log) {
    std::map<std::uint64_t, Event*> without;  // by their beginnings, of which each is another
    for (Event& call : calls) {
        if (call.stack.empty()) without[call.begin] = &call;
    }
    for (const Event& event : log.events()) {
        const auto call = without.find(event.begin);
        if (call != without.end() && event.is_call() && !event.stack.empty())
            call->second->stack = event.stack;
    }
}

}  // namespace

// With a reset nothing stays behind in the kernel's tables, which all checks share; after an orderly end each
// connection stays there for a minute (TIME_WAIT).
ServerCheck::~ServerCheck() {
    for (Client& client : clients_) client.reset();
}

Server& ServerCheck::start(const ServerOptions& options) {
    step("start the server{}{}", options.own_port ? "" : " with --port 0", joined(options.arguments));
    ServerOptions wanted = options;
    if (look_ != nullptr && subject_.can_trace() && !options.only_births) {
        wanted.traced = wanted.closely = true;
        constexpr int stacks_for_causes = 60;
        wanted.stacks_per_call = std::max(wanted.stacks_per_call, stacks_for_causes);
    }
    server_ = std::unique_ptr<Server>(new Server(subject_.start(wanted)));
    server_->wait_until_ready();
    return *server_;
}

void ServerCheck::require_tracing() const {
    if (!subject_.can_trace())
        inconclusive(
            "this machine does not allow tracing (ptrace with a seccomp filter), which this check needs; "
            "`./lab doctor` says more");
}

Server& ServerCheck::start_traced(std::vector<FaultRule> faults) {
    require_tracing();
    ServerOptions options;
    options.traced = true;
    options.faults = std::move(faults);
    return start(options);
}

void require_accounted_for(const EventLog& log, const Echoed& echoed, const ClientNames& names) {
    const std::string condition = "this can only be judged of a server whose calls are all to be seen: ";
    if (const auto hiding = hides(log)) {
        Finding finding;
        finding.seen = condition + *hiding;
        throw CheckFailed(std::move(finding));
    }
    if (const auto lack = not_accounted_for(log, echoed, names)) throw CheckInconclusive(condition + *lack);
}

void ServerCheck::require_all_was_seen() {
    Echoed echoed;
    for (const Client& client : clients_) echoed[client.local_port()] += client.received();
    // A client may have its bytes before the tracer has seen the call return that sent them.
    const auto until = std::chrono::steady_clock::now() + server_->deadline() / 4;
    while (not_accounted_for(server_->log(), echoed, names_) && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    require_accounted_for(server_->log(), echoed, names_);
}

Client& ServerCheck::connect(const Client::Options& options) {
    // A second for each SYN that finds a short backlog full: who comes next waits until it has been emptied.
    if (short_backlog_) server_->wait_until_asleep();
    const std::string name = fmt::format("client #{}", clients_.size() + 1);
    clients_.emplace_back(name, server_->endpoint(), server_->patience(), options);
    names_[clients_.back().local_port()] = name;
    if (options.wait_until_connected && clients_.back().was_kept_waiting()) short_backlog_ = true;
    return clients_.back();
}

std::vector<Client*> ServerCheck::connect_many(std::size_t count) {
    std::vector<Client*> connected;
    connected.reserve(count);
    for (std::size_t index = 0; index < count; ++index) connected.push_back(&connect());
    return connected;
}

std::size_t ServerCheck::as_many_as_fit(std::size_t clients) {
    const std::vector<Bound>& bounds = subject_.bounds;
    const std::size_t most = fitting_clients(clients, bounds);
    if (most == clients) return clients;
    if (most < fewest_of(clients))
        inconclusive(fmt::format("there is room for {} of {} clients", most, clients));
    step("there is room for {} clients instead of {} on this machine (`./lab doctor` says why)", most,
         clients);
    return most;
}

void ServerCheck::somebody_new_is_served() {
    Client& newcomer = connect();
    step("{} connects, sends a line and waits for it", newcomer.name());
    newcomer.round_trip("is anybody there?\n");
    newcomer.leave();
}

void ServerCheck::expect_still_there() {
    step("the server is still there when it has come to rest");
    server_->wait_until_quiet();
}

void ServerCheck::end_with_term() {
    step("send SIGTERM to the server");
    server_->process().signal(SIGTERM);
}

void ServerCheck::expect_clean_exit() {
    // The contract's two seconds, and half a one for good measure.
    constexpr std::chrono::milliseconds most_idle(2500);
    const auto ended = server_->wait_for_end(most_idle);
    if (!ended)
        fail(FactKind::runs_on_after_term, "", "more than 2 s after SIGTERM the server is still running");
    if (ended->kind != Exit::Kind::exited || ended->value != 0) fail("the server " + ended->describe());
}

void ServerCheck::add_circumstances(Finding& finding) {
    if (!server_) return;
    // What a client saw (a connection that was closed) may have been the server's end, on its way to us.
    const auto ended = server_->process().wait_for_exit(std::chrono::milliseconds(200));
    if (ended)
        add_end(finding, *ended);
    else
        add_look(finding);
    const std::string words = server_->process().standard_error();
    if (!words.empty())
        finding.exhibits.push_back(last_words("What the server wrote to standard error", words));
    if (look_ != nullptr) look_closely(ended);
}

void ServerCheck::add_end(Finding& finding, const Exit& ended) {
    const bool is_no_news = end_is_no_news_ && ended.kind == Exit::Kind::exited && ended.value == 0;
    if (!is_no_news && finding.seen.find(ended.describe()) == std::string::npos)
        finding.seen += "; the server " + ended.describe();
    server_->process().wait_for_output_end(std::chrono::milliseconds(200));
    const std::string words = server_->process().standard_error();
    const bool was_cut = server_->process().output_was_cut();
    const std::string meaning = meaning_of_end(subject_.lab, ended, words, was_cut);
    if (!meaning.empty()) finding.seen += ". " + meaning;
    if (is_no_news) return;
    for (Fact& fact : facts_of_end(ended, words, was_cut)) finding.facts.push_back(std::move(fact));
}

void ServerCheck::add_look(Finding& finding) {
    if (server_->was_found_spinning())
        finding.facts.push_back(
            {FactKind::spins, "", "the server only uses CPU time, and nothing comes of it"});
    try {
        const Snapshot now = server_->look();
        finding.exhibits.push_back(thread_table(now, names_));
        const TcpSocket* listener = now.listener();
        if (listener == nullptr || listener->unread == 0) return;
        const std::string waiting =
            fmt::format("{} of its clients are connected, and accept() has not taken them", listener->unread);
        finding.exhibits.push_back({"The listener's queue", {waiting}});
        finding.facts.push_back({FactKind::not_accepted, std::to_string(listener->unread), waiting});
    } catch (const std::runtime_error&) {
        // It ended just now, and its last words follow; or it can't be looked at.
    }
}

// The calls that threads sleep in come first: who asks for their stacks wakes them up.
void ServerCheck::look_closely(const std::optional<Exit>& ended) {
    look_->clients = names_;
    for (const Client& client : clients_) look_->stories.push_back({client.name(), client.deeds()});
    look_->follows_signals = subject_.can_trace();
    look_->end = ended;
    if (!ended) {
        look_->at_failure = server_->glance({});
        if (properties_of(subject_.lab).has_runtime && subject_.can_trace()) look_->tasks = server_->tasks();
        // Each stack costs milliseconds, and a server may have thousands of threads.
        constexpr int most_stacks = 64;
        look_->in_flight = server_->calls_in_flight();
        int taken = 0;
        for (const Event& call : look_->in_flight) {
            if (call.stack.empty() && ++taken <= most_stacks) server_->take_stack(call.tid);
        }
    }
    look_->log = server_->log();
    add_stacks(look_->in_flight, look_->log);
}

}  // namespace grader
