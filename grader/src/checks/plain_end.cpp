#include "checks/plain_end.hpp"

#include <signal.h>

#include <chrono>

#include "evidence/clients/client.hpp"

namespace grader {

bool is_clean(const Exit& end) {
    return end.kind == Exit::Kind::exited && end.value == 0;
}

bool ends_well_without_work(const Subject& subject) {
    Server server = subject.start();
    server.wait_until_ready();
    const Client client("the silent client", server.endpoint(), server.patience());
    server.wait_until_quiet();
    server.process().signal(SIGTERM);
    const auto ended = server.wait_for_end(std::chrono::milliseconds(2'500));
    return ended && is_clean(*ended);
}

}  // namespace grader
