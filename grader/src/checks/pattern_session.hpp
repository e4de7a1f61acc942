// One scripted, traced session whose event log several checks query, those of Lab 4 and of Lab 5. Played once
// a run (and again for each repetition); it tolerates a server that gets stuck, since each check must judge
// by itself what the log shows.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "checks/explain.hpp"
#include "checks/untraced_look.hpp"
#include "evidence/server.hpp"
#include "evidence/trace/coverage.hpp"

namespace grader {

/// Lab 5's session asks for so many workers …
constexpr std::size_t session_workers = 3;

struct PatternSession {
    std::vector<std::string> steps;
    ClientNames names;
    EventLog log;                 ///< the whole session; marks "idle" … "idle-end", "rude", "term"
    Snapshot before;              ///< ready, no client yet
    std::vector<Snapshot> quiet;  ///< several looks in the idle window
    Snapshot idle;                ///< all clients connected and quiet
    Snapshot idle_end;            ///< after the idle window
    std::vector<int> idle_ports;  ///< of the clients that are connected then
    std::vector<Event> waiting;   ///< calls in flight at several moments of the idle window
    std::size_t echoes = 0;       ///< round trips that came back complete
    Echoed echoed;                ///< … and their bytes, by client
    bool crowded = false;         ///< … and has a crowd that keeps them all at work
    std::string trouble;          ///< what a client ran into first; empty if all went well
    std::string ended;       ///< how the server ended before the first clients had been served, if it did
    std::string last_words;  ///< … and what it wrote to standard error
    UntracedLook untraced;   ///< the same server beside it, with nobody who traces it
};

/// The scene in which it is played.
constexpr const char* pattern_scene = "the traced session";

/// The session, played now if it has not been in this repetition. Without tracing it has the untraced look
/// only.
const PatternSession& pattern_session();
/// Forgets it, so that the next repetition plays it again.
void forget_pattern_session();

}  // namespace grader
