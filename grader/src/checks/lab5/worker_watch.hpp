// Where the threads of a traced server are found asleep, look after look; and which of them compute without
// making a single call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "evidence/server.hpp"

namespace grader {

class WorkerWatch {
 public:
    /// A look in which a thread is found asleep in such a call once may be chance; in so many it is not.
    static constexpr int looks_that_tell = 5;

    /// A hundredth of a second apart, until ten looks have found nobody at work, or sixty have been made.
    void look(Server& server);

    /// Calls in which a thread was found asleep that often.
    [[nodiscard]] const std::vector<Event>& stuck() const { return stuck_; }
    /// Every call in which a thread was found asleep, once for each look: by thread. In a call that waits for
    /// another thread (a mutex) only when nobody was at work, who could have been about to wake it.
    [[nodiscard]] const std::map<int, std::vector<Event>>& found() const { return found_; }
    /// Threads that were found asleep that often in calls that are not traced, with the call.
    [[nodiscard]] const std::map<int, Call>& stuck_out_of_sight() const { return out_of_sight_; }
    /// By thread: how often it used CPU time for long without making a call.
    [[nodiscard]] const std::map<int, int>& computed() const { return computed_; }

 private:
    struct Computing {
        std::size_t calls = 0;
        std::uint64_t cpu_ns = 0;  // when it had just made them
        bool told = false;
    };

    void note_sleepers(Server& server, const Snapshot& now);
    void note_computing(Server& server, const Snapshot& now);

    std::map<std::uint64_t, int> seen_;                    // by the call's beginning
    std::map<std::pair<int, Call>, int> out_of_sight_in_;  // by thread and call
    std::map<int, Computing> computing_;
    std::vector<Event> stuck_;
    std::map<int, std::vector<Event>> found_;
    std::map<int, Call> out_of_sight_;
    std::map<int, int> computed_;
};

}  // namespace grader
