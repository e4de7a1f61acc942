// What a second look at a check that failed has shown: the check is played once more, traced, and all that
// was seen of its server is kept, for who looks for the cause (diagnosis/).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "arena/exit.hpp"
#include "checks/explain.hpp"
#include "evidence/clients/deeds.hpp"
#include "evidence/proc/snapshot.hpp"
#include "evidence/trace/event_log.hpp"
#include "evidence/trace/tasks.hpp"
#include "result/document.hpp"

namespace grader {

struct CloseLook {
    int lab = 0;
    std::string check;
    Finding finding;                ///< it ended with; with the facts that a client or the check itself saw
    std::filesystem::path sources;  ///< the student's
    bool follows_signals = false;   ///< the log has what the program says of signals, and how it leaves
    EventLog log;                   ///< up to the failure
    std::vector<Event> in_flight;   ///< calls that had not returned then, with their stacks
    std::optional<Snapshot> at_failure;  ///< nothing if the server had ended, or could not be seen
    TaskList tasks;                      ///< of the runtime, where the server has one
    ClientNames clients;
    std::vector<ClientStory> stories;  ///< what the clients did, as far as that was kept
    std::optional<Exit> end;           ///< of the server, if it had ended
};

}  // namespace grader
