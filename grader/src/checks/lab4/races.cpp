// Stage C: data races, which no amount of traffic shows reliably and ThreadSanitizer does: it watches whether
// accesses are ordered by synchronisation, not whether they happened to collide. But it takes a send() as
// ordered before every later recv() of the process, whatever the sockets (its io_sync option, which must stay
// on: a byte through a pipe is a legitimate way to order accesses). So all threads must be between their
// reads and their writes at the same time, again and again, and that is what --delay-ms is good for.
#include <signal.h>

#include "checks/server_check.hpp"
#include "checks/sanitizer_report.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/clients/hammer.hpp"

namespace grader {

namespace {

/// Clients that keep the server's threads busy at the same time: how many replies came. Clients that are not
/// served as they should be are other checks' business.
int send_together(Server& server, int clients, int times) {
    int replies = 0;
    try {
        std::vector<Client> crowd;
        crowd.reserve(static_cast<std::size_t>(clients));
        for (int index = 0; index < clients; ++index)
            crowd.emplace_back(fmt::format("client #{}", index + 1), server.endpoint(), server.patience());
        for (int turn = 0; turn < times; ++turn) {
            for (Client& client : crowd) client.send("all together now\n");
            for (Client& client : crowd) {
                client.expect("all together now\n");
                ++replies;
            }
        }
    } catch (const ClientError&) {
        // What the threads did until then is still worth a look.
    }
    return replies;
}

}  // namespace

GRADED_CHECK(Lab4, ServerCheck, NoDataRaces) {
    expect_that("ThreadSanitizer, compiled into the server, has nothing to report");
    if (subject().thread_sanitizer.empty())
        inconclusive("no ThreadSanitizer build of the server: " + subject().no_sanitizer_because);
    ServerOptions options;
    options.arguments = {"--max-connections", "12", "--delay-ms", "20"};
    // Reports go to standard error; the exit status stays the server's own.
    options.environment = {"TSAN_OPTIONS=exitcode=0:report_thread_leaks=0:history_size=4"};
    options.disable_aslr = subject().arena->layers().no_aslr;
    step("start the server, built with -fsanitize=thread, with --max-connections 12 --delay-ms 20");
    Server server(*subject().arena, subject().thread_sanitizer, options, subject().slowdown);
    try {
        server.wait_until_ready();
    } catch (const ServerError& error) {
        const std::string words = server.process().standard_error();
        if (words.find("FATAL: ThreadSanitizer") != std::string::npos)
            inconclusive("ThreadSanitizer does not run on this machine: " + words.substr(0, 300));
        throw;
    }
    const auto no_report = [&](const char* when) {
        const auto races = parse_sanitizer_reports(server.process().standard_error());
        if (races.empty()) return;
        const SanitizerReport& first = races.front();
        fail(fmt::format("{}: {}{}", when, first.summary,
                         races.size() > 1 ? fmt::format(" ({} reports in all)", races.size()) : ""),
             {{"ThreadSanitizer's first report", first.lines}},
             source_line(first.file, first.line, first.function, subject().sources));
    };
    step("12 clients connect; 5 times all send a line, and then all wait for theirs");
    const int replies = send_together(server, 12, 5);
    no_report("with 12 clients at work at the same time");
    step("48 more come and go, up to 16 at a time, with 2 round trips each");
    HammerPlan plan;
    plan.server = server.endpoint();
    plan.connections = 48;
    plan.concurrency = 16;
    plan.messages_per_connection = 2;
    plan.message_bytes = 24;  // few, for servers that read them one by one, and so are slow
    plan.patience = server.patience();
    plan.ending = HammerPlan::Ending::half_close;
    const HammerResult result = hammer(plan);
    no_report("under load");
    // Without any traffic, nothing is shown.
    if (replies == 0 && result.round_trips == 0 && result.first_failure)
        throw ClientError(*result.first_failure);
    step("3 clients stay connected; send SIGTERM and wait for the end");
    std::vector<std::unique_ptr<Client>> last;
    for (int index = 0; index < 3; ++index) {
        last.push_back(std::make_unique<Client>(fmt::format("client #{}", index + 1), server.endpoint(),
                                                server.patience()));
        last.back()->send("hello\n");
    }
    server.process().signal(SIGTERM);
    server.process().wait_for_output_end(server.deadline());
    no_report("while it shuts down");
}

}  // namespace grader
