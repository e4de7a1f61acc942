// One scripted, traced session whose event log several checks query, those of Lab 4 and of Lab 5: a scene
// that is played once a run (and again for each repetition). It tolerates a server that gets stuck, since
// each check must judge by itself what the log shows.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "checks/explain.hpp"
#include "checks/scenes.hpp"
#include "checks/subject.hpp"
#include "checks/untraced_look.hpp"
#include "evidence/server.hpp"
#include "evidence/trace/coverage.hpp"

namespace grader {

/// Lab 5's session asks for so many workers …
constexpr std::size_t session_workers = 3;

struct PatternSession : Scene {
    PatternSession() = default;
    /// Plays it. Without tracing it has the untraced look only.
    explicit PatternSession(const Subject& subject);

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
    Facts trouble_facts;
    std::string ended;       ///< how the server ended before the first clients had been served, if it did
    std::string last_words;  ///< … and what it wrote to standard error
    UntracedLook untraced;   ///< the same server beside it, with nobody who traces it

    /// Of the idle window.
    [[nodiscard]] double idle_seconds() const;
    [[nodiscard]] std::vector<Event> idle_calls() const;
};

/// For a debugger, who comes when the session is over: its first clients once more, without a tracer, up to
/// where all are silent, or to the first trouble.
class QuietSession {
 public:
    explicit QuietSession(const Subject& subject);
    ~QuietSession();
    QuietSession(const QuietSession&) = delete;
    QuietSession& operator=(const QuietSession&) = delete;

    [[nodiscard]] Server& server();

 private:
    struct Players;
    std::unique_ptr<Players> players_;
};

}  // namespace grader
