// A server that is run to answer one question, and what several questions look at.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/calls.hpp"
#include "evidence/trace/event.hpp"
#include "observe/glance.hpp"
#include "observe/scene.hpp"
#include "observe/target.hpp"
#include "observe/visitor.hpp"

namespace grader {

/// Why a question can't be answered here and now.
class NotMeasured : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

struct ServerProgram {
    std::string name;  ///< "your lab 4"
    std::string path;
};

class Trial {
 public:
    enum class Calls { unseen, traced };

    /// It listens, and rests. Throws NotMeasured.
    Trial(const ServerProgram& server, const std::vector<std::string>& options, Calls calls);

    [[nodiscard]] Target& target() { return target_; }
    [[nodiscard]] Scene& scene() { return scene_; }
    /// So many clients come, and say nothing; until it has taken them.
    void come(std::size_t clients);
    /// A message there and back. False if it does not come back within the time.
    static bool exchange(Visitor& visitor, const std::string& message, std::chrono::milliseconds within);
    /// The calls that have ended between two events of the log.
    [[nodiscard]] std::vector<Event> calls(std::size_t from, std::size_t to) const;
    /// A stretch of the log, annotated.
    [[nodiscard]] std::vector<std::string> excerpt(std::size_t from, std::size_t to) const;

 private:
    Target target_;
    Scene scene_;
};

/// Why it does not serve a client; empty: it does.
std::string why_it_does_not_serve(const ServerProgram& server);

/// What kind of call it is, as the answers to questions have it: read, write, accept, poll, epoll, other,
/// none.
std::string key_of(Call call);

/// The threads, and whom each waits for: those that do the same in one line.
std::vector<std::string> threads_told(const ModelLook& look);

/// A client sends and never reads, until nothing is taken any more; how much was. It gives up at 1 GiB.
std::uint64_t fill(const Visitor& visitor);

/// What waits between a client and the server, in both directions.
struct Queues {
    std::uint64_t client_unsent = 0, server_unread = 0, server_unsent = 0, client_unread = 0;

    [[nodiscard]] std::uint64_t all() const {
        return client_unsent + server_unread + server_unsent + client_unread;
    }
};
Queues queues_between(int client_port, int server_port);
std::vector<std::string> queues_told(const Queues& queues);

}  // namespace grader
