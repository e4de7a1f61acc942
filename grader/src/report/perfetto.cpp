#include "report/perfetto.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/labs.hpp"
#include "report/text.hpp"
#include "report/timeline_rows.hpp"
#include "result/bounds.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

using nlohmann::json;

json metadata(const char* what, int process, std::size_t track, const json& arguments) {
    return {{"ph", "M"}, {"name", what}, {"pid", process}, {"tid", track}, {"ts", 0}, {"args", arguments}};
}

/// What lasts longer than what it lies in would be drawn wrongly: slices of a track are nested. A track is
/// one thing after another, but for a client that waits and meanwhile gets or sends, which are instants.
std::vector<std::int64_t> ends_of_slices(const Timeline& timeline) {
    std::vector<std::int64_t> ends;
    for (std::size_t at = 0; at < timeline.moments.size(); ++at) {
        const Moment& moment = timeline.moments[at];
        std::int64_t end = end_of(moment);
        for (const Moment& later : timeline.moments) {
            const bool overlaps = later.lane == moment.lane && begin_of(later) > begin_of(moment) &&
                                  begin_of(later) < end && end_of(later) > end;
            if (overlaps) end = begin_of(later);
        }
        ends.push_back(end);
    }
    return ends;
}

void add(json& events, const Timeline& timeline, const std::string& name, int process) {
    events.push_back(metadata("process_name", process, 0, {{"name", printable(name)}}));
    for (std::size_t lane = 0; lane < timeline.lanes.size(); ++lane) {
        // Track 0 is the process itself.
        events.push_back(
            metadata("thread_name", process, lane + 1, {{"name", printable(timeline.lanes[lane])}}));
        events.push_back(metadata("thread_sort_index", process, lane + 1, {{"sort_index", lane}}));
    }
    const std::vector<std::int64_t> ends = ends_of_slices(timeline);
    for (std::size_t at = 0; at < timeline.moments.size(); ++at) {
        const Moment& moment = timeline.moments[at];
        if (moment.lane >= timeline.lanes.size()) continue;
        const RowWords words = words_of(timeline, {TimelineRow::Kind::moment, 0, at});
        const std::int64_t begin = begin_of(moment);
        const std::int64_t end = ends[at];
        json event = {{"name", printable(words.what)},
                      {"cat", word(moment.kind)},
                      {"pid", process},
                      {"tid", moment.lane + 1},
                      {"ts", begin},
                      {"args", {{"shows the cause", moment.decides}}}};
        if (!words.outcome.empty()) event["args"]["outcome"] = printable(words.outcome);
        if (begin < end) {
            event["ph"] = "X";
            event["dur"] = end - begin;
        } else {
            event["ph"] = "i";
            event["s"] = "t";
        }
        events.push_back(std::move(event));
    }
}

}  // namespace

std::string render_perfetto(const ResultDocument& unbounded) {
    const ResultDocument document = bounded(unbounded);
    json events = json::array();
    int process = 0;
    for (const LabResult& lab : document.labs) {
        for (std::size_t at = 0; at < lab.causes.size(); ++at) {
            const Cause& cause = lab.causes[at];
            if (!cause.timeline) continue;
            add(events, *cause.timeline, fmt::format("{}, {}. {}", lab_name(lab.lab), at + 1, cause.what),
                ++process);
        }
    }
    return json({{"displayTimeUnit", "ms"}, {"traceEvents", std::move(events)}}).dump(1) + "\n";
}

}  // namespace grader
