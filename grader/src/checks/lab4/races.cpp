// Stage C: data races, which no amount of traffic shows reliably and ThreadSanitizer does: it watches whether accesses
// are ordered by synchronisation, not whether they happened to collide.
#include <signal.h>

#include "checks/lab4/lab4.hpp"
#include "checks/sanitizer_report.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/clients/hammer.hpp"

namespace grader {

GRADED_CHECK(Lab4, Lab4, NoDataRaces) {
    expect_that("ThreadSanitizer, compiled into the server, has nothing to report");
    if (subject().thread_sanitizer.empty())
        inconclusive("no ThreadSanitizer build of the server: " + subject().no_sanitizer_because);
    ServerOptions options;
    options.arguments = {"--max-connections", "12"};
    // Reports go to standard error; the exit status stays the server's own.
    options.environment = {"TSAN_OPTIONS=exitcode=0:report_thread_leaks=0:history_size=4"};
    options.disable_aslr = subject().arena->layers().no_aslr;
    step("start the server, built with -fsanitize=thread, with --max-connections 12");
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
    step("60 clients, up to 16 at a time, do 6 round trips each");
    HammerPlan plan;
    plan.server = server.endpoint();
    plan.connections = 60;
    plan.concurrency = 16;
    plan.messages_per_connection = 6;
    plan.message_bytes = 700;
    plan.patience = server.patience();
    plan.ending = HammerPlan::Ending::half_close;
    const HammerResult result = hammer(plan);
    no_report("under load");
    if (result.first_failure) throw ClientError(*result.first_failure);
    step("3 clients stay connected; send SIGTERM and wait for the end");
    std::vector<std::unique_ptr<Client>> last;
    for (int index = 0; index < 3; ++index) {
        last.push_back(std::make_unique<Client>(fmt::format("client #{}", index + 1), server.endpoint(), server.patience()));
        last.back()->round_trip("hello\n");
    }
    server.process().signal(SIGTERM);
    server.process().wait_for_output_end(server.deadline());
    no_report("while it shuts down");
}

}  // namespace grader
