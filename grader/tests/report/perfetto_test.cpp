// Against the rules of the Trace Event Format: what a viewer asks of an event of each kind.
#include "report/perfetto.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "samples.hpp"
#include "timelines.hpp"

namespace grader {
namespace {

using nlohmann::json;

ResultDocument document_with(std::vector<Timeline> timelines) {
    ResultDocument document = recorded("failures");
    for (Timeline& timeline : timelines) {
        Cause cause;
        cause.what = "Your server waits until its whole buffer is full";
        cause.timeline = std::move(timeline);
        document.labs[0].causes.push_back(std::move(cause));
    }
    document.labs[0].causes.emplace_back();
    return document;
}

struct Slice {
    std::int64_t begin;
    std::int64_t end;
};

/// Every event is of a kind that the format has, and has what that kind needs.
void expect_valid(const json& trace) {
    ASSERT_TRUE(trace.is_object());
    EXPECT_TRUE(trace.at("displayTimeUnit") == "ms" || trace.at("displayTimeUnit") == "ns");
    ASSERT_TRUE(trace.at("traceEvents").is_array());
    std::set<std::pair<int, int>> named;
    std::map<std::pair<int, int>, std::vector<Slice>> slices;
    for (const json& event : trace.at("traceEvents")) {
        ASSERT_TRUE(event.at("name").is_string()) << event;
        ASSERT_TRUE(event.at("pid").is_number_integer()) << event;
        ASSERT_TRUE(event.at("tid").is_number_integer()) << event;
        ASSERT_TRUE(event.at("ts").is_number()) << event;
        EXPECT_GE(event.at("ts").get<std::int64_t>(), 0) << event;
        const std::pair<int, int> track{event.at("pid"), event.at("tid")};
        const std::string phase = event.at("ph");
        if (phase == "M") {
            const std::string what = event.at("name");
            if (what == "thread_sort_index") {
                EXPECT_TRUE(event.at("args").at("sort_index").is_number_integer());
                continue;
            }
            EXPECT_TRUE(what == "process_name" || what == "thread_name") << what;
            EXPECT_TRUE(event.at("args").at("name").is_string());
            named.insert(track);
            continue;
        }
        EXPECT_EQ(named.count(track), 1U) << "a track without a name: " << event;
        EXPECT_TRUE(event.at("cat").is_string());
        if (phase == "i") {
            const std::string scope = event.at("s");
            EXPECT_TRUE(scope == "t" || scope == "p" || scope == "g");
            EXPECT_FALSE(event.contains("dur"));
            continue;
        }
        ASSERT_EQ(phase, "X") << event;
        ASSERT_TRUE(event.at("dur").is_number()) << event;
        const std::int64_t begin = event.at("ts");
        EXPECT_GT(event.at("dur").get<std::int64_t>(), 0);
        slices[track].push_back({begin, begin + event.at("dur").get<std::int64_t>()});
    }
    for (const auto& [track, all] : slices) {
        for (const Slice& one : all) {
            for (const Slice& other : all)
                EXPECT_FALSE(one.begin < other.begin && other.begin < one.end && one.end < other.end)
                    << "slices of a track are nested, or apart";
        }
    }
}

json trace_of(std::vector<Timeline> timelines) {
    return json::parse(render_perfetto(document_with(std::move(timelines))));
}

TEST(PerfettoReport, HasATrackForEachLaneAndAnEventForEachMoment) {
    const json trace = trace_of({a_full_buffer()});
    expect_valid(trace);
    std::map<std::string, int> phases;
    for (const json& event : trace.at("traceEvents")) ++phases[event.at("ph")];
    EXPECT_EQ(phases["M"], 1 + 2 * 5);
    EXPECT_EQ(phases["i"] + phases["X"], 11);
    EXPECT_EQ(phases["i"], 5) << "what clients do takes no time";
}

TEST(PerfettoReport, SaysWhatACallCameTo) {
    const json trace = trace_of({a_full_buffer()});
    bool seen = false;
    for (const json& event : trace.at("traceEvents")) {
        if (event.at("name") != "sendto(7 <client #1>, 13 bytes)") continue;
        seen = true;
        EXPECT_EQ(event.at("args").at("outcome"), " = 13");
        EXPECT_EQ(event.at("ts"), 1'500);
        EXPECT_EQ(event.at("dur"), 10);
    }
    EXPECT_TRUE(seen);
}

TEST(PerfettoReport, EachCauseIsAProcessOfItsOwn) {
    const json trace = trace_of({a_full_buffer(), many_moments(30)});
    expect_valid(trace);
    std::set<int> processes;
    for (const json& event : trace.at("traceEvents")) processes.insert(event.at("pid").get<int>());
    EXPECT_EQ(processes, (std::set<int>{1, 2}));
}

TEST(PerfettoReport, WithoutPicturesHasNoEvents) {
    const json trace = json::parse(render_perfetto(recorded("all-pass")));
    expect_valid(trace);
    EXPECT_TRUE(trace.at("traceEvents").empty());
}

TEST(PerfettoReport, OfOverlapsNonsenseAndHostileTextsIsValid) {
    Timeline overlapping{"", {"thread 1"}, {}, false};
    overlapping.moments = {moment(0, 0, 100, Moment::Kind::sleeps, "first"),
                           moment(0, 50, 150, Moment::Kind::calls, "second"),
                           moment(0, 140, 160, Moment::Kind::calls, "third")};
    expect_valid(trace_of({overlapping, nonsense(), full_of(attack), many_moments(400)}));
}

}  // namespace
}  // namespace grader
