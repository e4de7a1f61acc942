// The moment of a failure as a picture: lanes for clients and for the server's threads or tasks, and what
// each did when. Drawn by report/ from this alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace grader {

struct Moment {
    /// runs, sleeps, calls: what a thread does from `begin_us` to `end_us`; a client that waits sleeps, too.
    /// sends, gets, leaves: what a client does.
    enum class Kind { runs, sleeps, calls, sends, gets, leaves };

    std::size_t lane = 0;       ///< its place in Timeline::lanes
    std::int64_t begin_us = 0;  ///< since the picture's beginning
    std::int64_t end_us = 0;    ///< the same as `begin_us` for what takes no time
    Kind kind = Kind::calls;
    std::string text;                      ///< "recvfrom(8 <client #1>, 4096 bytes)"
    bool decides = false;                  ///< it is one of those that the cause is read from
    std::string outcome = {};              ///< what it came to, if it is over: "= 13"
    std::optional<std::size_t> from = {};  ///< the lane that its bytes came from …
    std::optional<std::size_t> to = {};    ///< … or went to
    std::int64_t left_out_before = 0;      ///< so many moments before it are not in the list
};

struct Timeline {
    std::string title;
    std::vector<std::string> lanes;  ///< "client #1", "thread 3"
    std::vector<Moment> moments;     ///< in the order of their beginnings
    /// What is not over at the picture's end, the end of the last moments, would never have been.
    bool goes_on = false;
};

}  // namespace grader
