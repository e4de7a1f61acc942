// Data races and errors of memory, which no amount of traffic shows reliably and sanitizers do.
//
// ThreadSanitizer watches whether accesses are ordered by synchronisation, not whether they happened to
// collide. But it takes a send() as ordered before every later recv() of the process, whatever the sockets
// (its io_sync option, which must stay on: a byte through a pipe is a legitimate way to order accesses). So
// all threads must be between their reads and their writes at the same time, again and again, and that is
// what --delay-ms is good for.
#include "checks/sanitizer_check.hpp"

namespace grader {

GRADED_CHECK(Lab4, SanitizerCheck, NoDataRaces) {
    expect_that("ThreadSanitizer, compiled into the server, has nothing to report");
    expect_no_report(
        {Sanitizer::thread, {"--max-connections", "12", "--delay-ms", "20"}, 12, 5, 48, false, true});
}

GRADED_CHECK(Lab5, SanitizerCheck, NoDataRaces) {
    expect_that("ThreadSanitizer, compiled into the server and the runtime, has nothing to report");
    expect_no_report({Sanitizer::thread,
                      {"--workers", "4", "--max-connections", "40", "--delay-ms", "20", "--idle-timeout-ms",
                       "60000", "--audit"},
                      40,
                      4,
                      64,
                      true});
}

GRADED_CHECK(Lab5, SanitizerCheck, NoMemoryErrors) {
    expect_that("AddressSanitizer, compiled into the server and the runtime, has nothing to report");
    expect_no_report({Sanitizer::address,
                      {"--workers", "2", "--max-connections", "40", "--delay-ms", "5", "--idle-timeout-ms",
                       "60000", "--audit"},
                      40,
                      4,
                      64,
                      true});
}

}  // namespace grader
