#include "predict/crash.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <string>
#include <vector>

namespace grader {

namespace {

constexpr auto patience = std::chrono::milliseconds(1'500);
constexpr const char* question_of_client = "still there?\n";

}  // namespace

Crash crash(const ServerProgram& server, const std::vector<std::string>& options, int clients) {
    Trial trial(server, options, Trial::Calls::unseen);
    for (int client = 0; client < clients; ++client) {
        if (!Trial::exchange(trial.scene().come(), question_of_client, patience))
            throw NotMeasured(client == 0 ? "it does not echo"
                                          : "serves one client at a time: the others wait");
    }
    const ModelLook look = trial.scene().look().look;
    Crash seen;
    seen.processes = look.processes;
    const auto holders = look.holders.find(1);
    if (holders == look.holders.end() || holders->second.empty())
        throw NotMeasured("nobody was seen who has the client's connection");
    // A thread that waits for it; else the process that has it. Of several processes that have it (a parent),
    // the last.
    int process = holders->second.back();
    int thread = process;
    for (const ThreadFact& one : look.threads) {
        if (std::count(one.clients.begin(), one.clients.end(), 1) == 0) continue;
        thread = one.tid;
        process = one.process;
    }
    ::syscall(SYS_tgkill, process, thread, SIGSEGV);
    wait_until_calm(trial.target(), std::chrono::seconds(1));
    seen.others = clients - 1;
    for (int client = 1; client < clients; ++client) {
        if (Trial::exchange(trial.scene().visitors().at(static_cast<std::size_t>(client)), question_of_client,
                            patience))
            ++seen.go_on;
    }
    try {
        seen.serves_next = Trial::exchange(trial.scene().come(), question_of_client, patience);
    } catch (const std::exception&) {
        // Nobody listens any more.
        seen.serves_next = false;
    }
    return seen;
}

}  // namespace grader
