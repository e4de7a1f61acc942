// A timeline as rows from top to bottom, whatever it is drawn with: what begins, what is over after other
// things have happened, where time passes in which nothing happens, and what is left out. Texts are the
// submission's in part: whoever writes them makes them harmless.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "result/timeline.hpp"

namespace grader {

struct TimelineRow {
    enum class Kind {
        moment,    ///< it happens, or begins
        over,      ///< one that began further up is over
        pause,     ///< nothing happens for a while
        left_out,  ///< moments that there is no room for
    };

    Kind kind = Kind::moment;
    std::int64_t at_us = 0;
    std::size_t moment = 0;   ///< of the first two: its place in Timeline::moments
    std::int64_t amount = 0;  ///< of a pause: microseconds; of what is left out: how many moments
    bool over_later = false;  ///< further down there is a row for the moment's end
};

/// At most `most` rows, of which there should be 8 or more. What decides stays, and what is not over at the
/// end; then what is nearest to the former. A moment whose lane is not one of the timeline's is none.
[[nodiscard]] std::vector<TimelineRow> rows_of(const Timeline& timeline, std::size_t most);

[[nodiscard]] inline bool is_of_a_moment(const TimelineRow& row) {
    return row.kind == TimelineRow::Kind::moment || row.kind == TimelineRow::Kind::over;
}

/// Its times; of a document that anybody may have made, too: neither is negative or so great that differences
/// overflow, and the end is not before the beginning.
[[nodiscard]] std::int64_t begin_of(const Moment& moment);
[[nodiscard]] std::int64_t end_of(const Moment& moment);

/// Whether it lasts, and is not over when the picture ends.
[[nodiscard]] bool is_unfinished(const Timeline& timeline, const Moment& moment);

/// "recvfrom(8 <client #1>, 4096 bytes)", and what came of it: " = 13". Together they are the row's words;
/// where there is little room, the first is cut.
struct RowWords {
    std::string what;
    std::string outcome;
};
[[nodiscard]] RowWords words_of(const Timeline& timeline, const TimelineRow& row);

/// "0.4 ms", "120 ms", "1.25 s".
[[nodiscard]] std::string plain_time(std::int64_t us);

}  // namespace grader
