#include "checks/sanitizer_check.hpp"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time_limit.hpp"
#include "checks/explain.hpp"
#include "checks/meaning_of_end.hpp"
#include "checks/sanitizer_report.hpp"
#include "compile/watch/statuses.hpp"
#include "evidence/clients/passers_by.hpp"

namespace grader {

void SanitizerCheck::expect_no_report(const Load& load) {
    name_ = load.sanitizer == Sanitizer::thread ? "ThreadSanitizer" : "AddressSanitizer";
    const auto asked = std::chrono::steady_clock::now();
    const SanitizedServer& build = subject_.sanitized(load.sanitizer);
    // Where only some checks run it is built now; that is no fault of the server's.
    extend_time_limit(std::chrono::steady_clock::now() - asked);
    expect_nothing_hides(build.hiding);
    expect_nothing_hides(subject_.hiding);
    if (build.executable.empty())
        inconclusive(fmt::format("no {} build of the server: {}", name_, build.missing_because));
    start_sanitized(load, build);
    try {
        put_through(load);
    } catch (const ServerError&) {
        no_report("at its end");
        throw;
    }
}

void SanitizerCheck::put_through(const Load& load) {
    std::size_t replies = 0;
    if (can_hold_) {
        step(
            "{} clients come at the same time; the server's new threads are held before their first step "
            "until it has nothing else to do; twice",
            load.together);
        for (int turn = 0; turn < 2; ++turn) replies += begin_together(load);
        no_report("with threads that begin late");
    }
    step("{} clients connect; {} times all send a line, and then all wait for theirs", load.together,
         load.times);
    replies += send_together(load);
    no_report("with clients at work at the same time");
    step("{} more come and go, up to 16 at a time, with 2 round trips each{}", load.come_and_go,
         load.some_reset ? ", and as many leave with a reset" : "");
    replies += come_and_go(load);
    no_report("under load");
    expect_still_running();
    // Without any traffic, nothing is shown.
    if (replies == 0)
        fail(FactKind::no_reply, "",
             "this can only be judged of a server that echoes: no client got an answer");
    step("2 clients stay connected, 3 have just come, one has just left; send SIGTERM and wait for the end");
    end_with_clients();
    no_report("while it shuts down");
}

/// What would hide something from the sanitizer: the build found it.
void SanitizerCheck::expect_nothing_hides(const std::optional<Hiding>& hiding) const {
    if (!hiding) return;
    if (hiding->may_be_right)
        inconclusive(fmt::format("{}; {} can't be asked about this server", hiding->what, name_));
    fail(FactKind::hides_from_sanitizers, "",
         fmt::format("{}. A server that has it is not put to this test; no server needs it", hiding->what),
         {}, source_line(hiding->file, hiding->line, "", subject_.sources));
}

void SanitizerCheck::start_sanitized(const Load& load, const SanitizedServer& build) {
    const bool threads = load.sanitizer == Sanitizer::thread;
    ServerOptions options;
    options.arguments = load.arguments;
    options.may_execute = build.executes_a_symbolizer;
    options.has_thread_sanitizer = threads;
    can_hold_ = load.births && subject_.can_trace();
    options.only_births = can_hold_;
    step("start the server, built with -fsanitize={}, with{}", threads ? "thread" : "address", [&] {
        std::string text;
        for (const std::string& argument : load.arguments) text += " " + argument;
        return text;
    }());
    sanitized_ = std::unique_ptr<Server>(new Server(subject_.start(build, options)));
    try {
        sanitized_->wait_until_ready();
    } catch (const ServerError&) {
        const std::string words = sanitized_->process().standard_error();
        if (words.find("FATAL: " + name_) != std::string::npos ||
            words.find("failed to allocate") != std::string::npos)
            inconclusive(name_ + " does not run on this machine: " + words.substr(0, 300));
        no_report("before it was ready");
        throw;
    }
}

// The first report ends the server, with a status that says so (compile/watch/sanitizer_watch.cpp).
void SanitizerCheck::no_report(const char* when) {
    Process& process = sanitized_->process();
    std::string words = process.standard_error();
    const bool is_marked = words.find(WATCH_MARK + name_) != std::string::npos;
    if (!is_marked && parse_sanitizer_reports(words).empty() && !process.exit()) return;
    // Perhaps it is being written just now: to find names and lines takes a while.
    const auto ended = process.wait_for_output_end(sanitized_->deadline());
    words = process.standard_error();
    const auto reports = parse_sanitizer_reports(words);
    if (!reports.empty()) {
        const SanitizerReport& first = reports.front();
        fail(FactKind::sanitizer_report, first.kind, fmt::format("{}: {}", when, first.summary),
             {{name_ + "'s first report", first.lines}},
             source_line(first.file, first.line, first.function, subject_.sources));
    }
    const auto ended_with = [&](int status) {
        return ended && ended->kind == Exit::Kind::exited && ended->value == status;
    };
    if (ended_with(WATCH_LOST))
        fail(fmt::format(
            "{}: {} has found something, and the server has taken away the descriptor that its report was "
            "to be written to",
            when, name_));
    if (is_marked || ended_with(WATCH_REPORTED))
        fail(fmt::format(
            "{}: {} has found something. Its report can't be read among what the server writes to "
            "standard error at the same time",
            when, name_));
    if (process.output_was_cut())
        fail(fmt::format("{}: the server has written more than {} can be looked for in", when,
                         name_ + "'s reports"));
}

/// One that has ended itself has not been watched for as long as it should have been.
void SanitizerCheck::expect_still_running() {
    if (const auto ended = sanitized_->exit())
        fail(fmt::format(
            "the server {} while its clients came and went, without SIGTERM: whatever {} would have "
            "found after that is not known",
            ended->describe(), name_));
}

/// How it ended, if no report says it: that may be what other checks have seen of it, too.
void SanitizerCheck::add_circumstances(Finding& finding) {
    const bool is_reported = std::any_of(finding.facts.begin(), finding.facts.end(), [](const Fact& fact) {
        return fact.kind == FactKind::sanitizer_report;
    });
    if (is_reported || !sanitized_) return;
    Process& process = sanitized_->process();
    const auto ended = process.exit();
    if (!ended) return;
    const std::string words = process.standard_error();
    if (!words.empty())
        finding.exhibits.push_back(last_words("What the server wrote to standard error", words));
    for (Fact& fact : facts_of_end(*ended, words, process.output_was_cut()))
        finding.facts.push_back(std::move(fact));
}

// A thread that begins at once may be done with what it was given before the one that made it goes on: a race
// is not to be seen then. Held at their births, all threads begin when the others are through.
void SanitizerCheck::hold_births() {
    if (can_hold_) sanitized_->hold_at({.births = true});
}

void SanitizerCheck::release() {
    if (can_hold_) sanitized_->release_held();
}

std::size_t SanitizerCheck::begin_together(const Load& load) {
    std::size_t replies = 0;
    hold_births();
    std::vector<std::unique_ptr<Client>> crowd;
    for (std::size_t index = 0; index < load.together; ++index) {
        crowd.push_back(std::make_unique<Client>(fmt::format("client #{}", index + 1), sanitized_->endpoint(),
                                                 sanitized_->patience(),
                                                 Client::Options{.wait_until_connected = false}));
    }
    sanitized_->wait_until_only_held_threads_have_work();
    release();
    try {
        for (const auto& client : crowd) client->send("all together now\n");
        for (const auto& client : crowd) {
            client->expect("all together now\n");
            ++replies;
        }
        for (const auto& client : crowd) client->leave();
    } catch (const ClientError&) {
        sanitized_->process().wait_for_exit(std::chrono::milliseconds(200));
    }
    return replies;
}

/// Clients that keep the server's threads busy at the same time: how many replies came. Clients that are not
/// served as they should be are other checks' business.
std::size_t SanitizerCheck::send_together(const Load& load) {
    std::size_t replies = 0;
    try {
        std::vector<Client> crowd;
        crowd.reserve(load.together);
        for (std::size_t index = 0; index < load.together; ++index)
            crowd.emplace_back(fmt::format("client #{}", index + 1), sanitized_->endpoint(),
                               sanitized_->patience());
        for (int turn = 0; turn < load.times; ++turn) {
            for (Client& client : crowd) client.send("all together now\n");
            for (Client& client : crowd) {
                client.expect("all together now\n");
                ++replies;
            }
        }
    } catch (const ClientError&) {
        // What the threads did until then is still worth a look.
        sanitized_->process().wait_for_exit(std::chrono::milliseconds(200));
    }
    return replies;
}

std::size_t SanitizerCheck::come_and_go(const Load& load) {
    PassersBy clients;
    clients.server = sanitized_->endpoint();
    clients.patience = sanitized_->patience();
    clients.clients = load.come_and_go;
    clients.at_once = 16;
    clients.round_trips = 2;
    clients.message_bytes = 24;  // few, for servers that read them one by one, and so are slow
    Passed passed = pass_by(clients);
    std::size_t replies = passed.round_trips;
    if (load.some_reset) {
        clients.reset = true;
        const Passed rude = pass_by(clients);
        replies += rude.round_trips;
        if (!passed.first_failure) passed.first_failure = rude.first_failure;
    }
    // Clients see that a server ends before it has ended, which takes a sanitizer a while.
    if (passed.first_failure && passed.first_failure->kind != ClientError::Kind::timeout)
        sanitized_->process().wait_for_exit(sanitized_->deadline() / 4);
    return replies;
}

void SanitizerCheck::end_with_clients() {
    std::vector<std::unique_ptr<Client>> last;
    const auto connect = [&] {
        last.push_back(std::make_unique<Client>(fmt::format("client #{}", last.size() + 1),
                                                sanitized_->endpoint(), sanitized_->patience()));
        last.back()->send("hello\n");
    };
    try {
        for (int index = 0; index < 3; ++index) connect();
        for (const auto& client : last) client->expect("hello\n");
        hold_births();
        for (int index = 0; index < 3; ++index) connect();
        if (can_hold_) sanitized_->wait_until_only_held_threads_have_work();
        // Last of all, so that nobody has a reason to look at what its thread leaves behind before SIGTERM.
        last.front()->leave();
    } catch (const ClientError&) {
        // What the server does at its end is still worth a look.
    } catch (const ServerError&) {
        return;
    }
    if (can_hold_) sanitized_->wait_until_only_held_threads_have_work();
    sanitized_->process().signal(SIGTERM);
    if (can_hold_) sanitized_->wait_until_only_held_threads_have_work();
    release();
    constexpr std::chrono::milliseconds most_idle(5'000);
    if (sanitized_->wait_for_end(most_idle))
        sanitized_->process().wait_for_output_end(sanitized_->deadline() / 4);
}

}  // namespace grader
