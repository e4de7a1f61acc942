// Where the threads of a traced server are found asleep, look after look. A look counts when nobody in the
// server runs: then nothing is under way that could wake them. What others do between two looks does not
// matter.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "evidence/server.hpp"

namespace grader {

class WorkerWatch {
 public:
    /// A look in which a thread is found asleep in such a call once may be chance; in so many it is not.
    static constexpr int looks_that_tell = 5;

    /// Ten looks, a hundredth of a second apart.
    void look(Server& server);

    /// Calls in which a thread was found that often, each the same call or one after another.
    [[nodiscard]] const std::vector<Event>& stuck() const { return stuck_; }
    /// Every call in which a thread was found, once for each look: by thread.
    [[nodiscard]] const std::map<int, std::vector<Event>>& found() const { return found_; }
    /// Threads that were found that often in calls that are not traced, with the name of the call.
    [[nodiscard]] const std::map<int, std::string>& stuck_out_of_sight() const { return out_of_sight_; }

 private:
    std::vector<Event> stuck_;
    std::map<int, std::vector<Event>> found_;
    std::map<int, std::string> out_of_sight_;
};

}  // namespace grader
