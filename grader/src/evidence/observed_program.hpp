// A program under observation: asks its warden, and keeps the events that it tells. Thread-safe, but for the
// questions: of these, one after another.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "arena/process.hpp"
#include "base/limbo.hpp"
#include "evidence/proc/snapshot.hpp"
#include "evidence/trace/event_log.hpp"
#include "warden/protocol.hpp"

namespace grader {

class ObservedProgram {
 public:
    /// Launches it. An answer that does not come within `deadline` is none.
    ObservedProgram(const to_warden::Launch& launch, std::chrono::milliseconds deadline);
    /// Ends it, or leaves it to limbo.
    ~ObservedProgram();
    ObservedProgram(const ObservedProgram&) = delete;
    ObservedProgram& operator=(const ObservedProgram&) = delete;

    [[nodiscard]] std::chrono::milliseconds deadline() const { return deadline_; }

    /// A look through /proc; nothing if the program has ended or can't be observed.
    std::optional<Snapshot> glance(const SnapshotParts& parts);

    /// Whether some look has shown its descriptors.
    [[nodiscard]] bool was_seen() const { return was_seen_; }

    /// For a debugger: from now on it stands still, and nobody traces it. One that a signal was about to end
    /// does so already. Nothing if it has ended.
    std::optional<HandedOver> hand_over();

    // What follows is for programs that are traced. Each has had its effect when it returns.
    void mark(const std::string& label);
    /// Each thread that comes to one of these points from now on stays stopped there …
    void hold_at(const HoldPoints& points);
    /// … until this, so that it can be seen what all others do meanwhile.
    void release_held();
    /// One of them goes on, and the others stay.
    void release(int thread);
    [[nodiscard]] std::vector<int> held();
    /// The call in which this thread sleeps comes into the log with its stack, and is made again.
    void take_stack(int thread);
    [[nodiscard]] std::vector<Event> calls_in_flight();
    /// Of the runtime, if the program has one.
    [[nodiscard]] TaskList tasks();
    [[nodiscard]] EventLog log();
    /// Looks at the log so far without copying it. `look` may not use this object.
    void for_each_event(const std::function<void(const Event&)>& look);
    /// Until no event has come for 50 ms; a program that never stops making calls is left after 1.5 s.
    void wait_until_no_events();

    Process& process() { return *process_; }
    [[nodiscard]] const Process& process() const { return *process_; }

 private:
    void take_message(from_warden::Message message);
    /// Nothing if the program ends without an answer.
    template <class Question>
    std::optional<typename Question::Answer> ask(Question question);

    std::chrono::milliseconds deadline_;
    std::mutex mutex_;  // guards the answers and events, which come on the process's reader thread
    std::condition_variable answered_;
    std::map<int, from_warden::Message::Kinds> answers_;
    std::vector<Event> events_;
    std::chrono::steady_clock::time_point last_event_;
    const bool calls_are_traced_;
    int questions_ = 0;
    int number_ = 0;  // of the program, and …
    int fallen_ = 0;  // … of the thread that a signal was about to end, in their own pid namespace
    bool was_seen_ = false;

    std::unique_ptr<Process> process_;  // last: its thread uses all of the above
};

}  // namespace grader
