// A server on the stage with its clients: who has come, what it does (its calls, where it is traced), and a
// look at it when it rests. What is played there is a session's business.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "evidence/trace/event.hpp"
#include "observe/glance.hpp"
#include "observe/target.hpp"
#include "observe/visitor.hpp"
#include "observe/watch.hpp"

namespace grader {

class Scene {
 public:
    explicit Scene(Target& target) : target_(target) {}

    /// From now on its calls are in the log. Before it is let go, or where it ran already. If that is
    /// refused, untraced() says why.
    void trace();
    void end_trace() { watch_.reset(); }
    [[nodiscard]] bool is_traced() const { return watch_ != nullptr; }
    [[nodiscard]] const std::string& untraced() const { return untraced_; }
    /// Lets it go, and waits until it listens and rests. Throws std::runtime_error.
    void begin();

    [[nodiscard]] Target& target() { return target_; }
    /// The next client, and it is connected: 1, 2, … Throws std::system_error.
    Visitor& come();
    /// One that somebody else has connected, by its port.
    void note_client(int port);
    [[nodiscard]] std::deque<Visitor>& visitors() { return visitors_; }
    /// All of them. (Their ports are kept for the log.)
    void leave();
    /// Of those that are connected, and of all that were.
    [[nodiscard]] const ClientPorts& connected() const { return ports_; }
    [[nodiscard]] const ClientPorts& ports() const { return all_ports_; }

    /// Something that is written into the log between calls.
    void mark(const std::string& name);
    /// Until it rests, for a while at most; the number of events by then.
    std::size_t settle();
    /// When it rests. Throws std::runtime_error if it has ended.
    Glance look();
    [[nodiscard]] std::vector<Event> log() const;
    /// Some calls are not in the log, for want of room.
    [[nodiscard]] bool has_lost_calls() const;
    /// Thread → its process, as far as it was seen.
    [[nodiscard]] const std::map<int, int>& process_of() const { return process_of_; }

 private:
    Target& target_;
    std::deque<Visitor> visitors_;
    ClientPorts ports_;
    ClientPorts all_ports_;
    std::map<int, int> process_of_;
    std::string untraced_;
    int clients_ = 0;

    mutable std::mutex mutex_;
    std::vector<Event> events_;
    bool lost_ = false;
    std::unique_ptr<Watch> watch_;  // last: its thread uses what is above
};

}  // namespace grader
