// Pure questions to a recorded trace: whose thread served which connection, what happened between two marks,
// which calls broke a rule. Works the same on a live run's events and on a log recorded in a file.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "evidence/trace/event.hpp"

namespace grader {

/// The descriptor a call takes bytes from, or gives bytes to; nullptr if it does not.
const Descriptor* read_from(const Event& event);
const Descriptor* written_to(const Event& event);

/// Bytes that such a call moved.
std::uint64_t bytes_moved(const Event& event);

/// Whether the call was told not to wait by a flag of its own, MSG_DONTWAIT.
bool has_dontwait(const Event& event);

/// One accepted connection's life, as its socket's inode tells it.
struct ConnectionStory {
    std::uint64_t inode = 0;
    int client_port = 0;
    Event accepted;
    std::set<int> readers;  ///< threads that tried to read it
    std::set<int> writers;  ///< threads that wrote to it
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_written = 0;
    std::uint64_t last_use = 0;  ///< position of the last call on it
    std::optional<Event> first_read;
};

class EventLog {
 public:
    EventLog() = default;
    explicit EventLog(std::vector<Event> events);

    [[nodiscard]] const std::vector<Event>& events() const { return events_; }
    /// Calls that returned, and threads and processes that came or went, between two marks ("" = from the
    /// start, or to the end). A call that was entered before the first mark but returned after it is
    /// included.
    [[nodiscard]] EventLog between(const std::string& from, const std::string& to) const;
    [[nodiscard]] bool has_mark(const std::string& name) const;

    [[nodiscard]] const Event* first(const std::function<bool(const Event&)>& condition) const;
    [[nodiscard]] std::vector<Event> all(const std::function<bool(const Event&)>& condition) const;

    [[nodiscard]] std::vector<ConnectionStory> connections() const;
    /// The threads that took bytes out of this connection, and did not only look at them.
    [[nodiscard]] std::set<int> takers_of(std::uint64_t connection) const;
    /// When the thread was cloned; nothing for the first thread, or one made before the log began.
    [[nodiscard]] std::optional<Event> birth_of(int tid) const;
    [[nodiscard]] std::optional<Event> death_of(int tid) const;

 private:
    std::vector<Event> events_;  // in the order in which they ended
};

/// A call as it was made, `recvfrom(5 <client #3>, 4096 bytes)`, and what it came to: `17`, `-1 EAGAIN`.
std::string describe_call(const Event& event, const std::map<int, std::string>& clients);
std::string describe_result(const Event& event, const std::map<int, std::string>& clients);

/// One line in strace's manner: `thread 7  recvfrom(5 <client #3>, 4096) = 17`. `clients` names clients by
/// port.
std::string describe_event(const Event& event, const std::map<int, std::string>& clients);

}  // namespace grader
