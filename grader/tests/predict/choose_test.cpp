// The situations as they are, what is told of a run, and what a crash does to whom.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/core_dumps.hpp"
#include "base/error.hpp"
#include "predict/comparison.hpp"
#include "predict/crash.hpp"
#include "predict/situation.hpp"
#include "report/text.hpp"

namespace {

using namespace grader;
using ::testing::HasSubstr;

std::vector<Situation> situations() {
    return load_situations(std::string(LABS) + "/predict/choose.toml");
}

TEST(Situations, ThereAreSixAndTheReadingTakesSomethingElseInEach) {
    std::set<std::string> taken;
    for (const Situation& situation : situations()) taken.insert(situation.takes.front());
    EXPECT_EQ(situations().size(), 6U);
    EXPECT_GE(taken.size(), 5U);
}

TEST(Situations, EachModelOfLabsModelsCanBeChosen) {
    const std::vector<Situation> all = situations();
    std::set<std::string> offered;
    for (const Answer& answer : all.front().question.parts.front().answers) offered.insert(answer.key);
    std::set<std::string> known{"lab4", "lab5"};
    for (const auto& file : std::filesystem::directory_iterator(std::string(LABS) + "/models"))
        if (file.path().extension() == ".cpp") known.insert(file.path().stem());
    EXPECT_EQ(offered, known);
}

TEST(Situations, OneIsACrashAndTheOthersHaveALoadOfTheirOwn) {
    const auto all = situations();
    EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const Situation& one) { return !one.load; }), 1);
    for (const Situation& situation : all)
        EXPECT_NE(situation.load.value_or(WorkLoad{}).as_option(), situation.harder.as_option());
}

TEST(Situations, WhatIsWrongWithAFileIsSaid) {
    const auto complaint = [](const std::string& more) -> std::string {
        try {
            parse_situations(
                "[[model]]\nkey = \"poll\"\ntitle = \"p\"\n[[situation]]\nnumber = 1\nversion = 1\ntext = "
                "\"t\"\n"
                "why = \"w\"\nbreaks = \"b\"\nshows = [\"trips\"]\nharder_shows = [\"trips\"]\n" +
                    more,
                "choose.toml");
        } catch (const UserError& error) {
            return error.what();
        }
        return "";
    };
    const std::string loads =
        "load = { connections = 2, active = 1 }\nharder = { connections = 2, active = 2 }\n";
    EXPECT_EQ(complaint("takes = [\"poll\"]\n" + loads), "");
    EXPECT_THAT(complaint("takes = [\"pool\"]\n" + loads), HasSubstr("takes pool, and that is no model"));
    EXPECT_THAT(complaint("takes = [\"poll\"]\ncrash = true\n" + loads), HasSubstr("not both"));
    EXPECT_THAT(complaint("takes = [\"poll\"]\nload = { connections = 1, active = 2 }\n"),
                HasSubstr("at least one talks"));
}

nlohmann::json run_of_two() {
    return nlohmann::json::parse(R"json({
        "quantities": [{"key": "trips", "column": "trips/s"}, {"key": "cpu_us", "column": "CPU µs"}],
        "servers": [{"key": "poll", "title": "poll", "note": ""},
                    {"key": "lab4", "title": "Lab 4: a thread for each (the reference)", "note": "the reference"},
                    {"key": "sequential", "title": "one after another"}],
        "scenarios": [{"key": "c3-all", "title": "3 connections, all of them talk"}],
        "rows": [{"server": "poll", "scenario": "c3-all",
                  "values": {"trips": {"median": 12345.6}, "cpu_us": {"median": 4.64}}},
                 {"server": "lab4", "scenario": "c3-all",
                  "values": {"trips": {"median": 100.4}, "cpu_us": {"median": 31.2}}},
                 {"server": "sequential", "scenario": "c3-all", "values": {}, "missing": "the others wait"}]
    })json");
}

TEST(Comparison, ATableMarksTheChoiceAndTheReadingsAndFits) {
    const auto lines = table_of(run_of_two(), 0, {"trips", "cpu_us", "trips", "cpu_us"}, {"poll", "lab4"});
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_THAT(lines[0], HasSubstr("trips/s"));
    EXPECT_THAT(lines[1],
                testing::AllOf(testing::StartsWith("> poll"), HasSubstr("12,346"), HasSubstr("4.6")));
    EXPECT_THAT(lines[2],
                testing::AllOf(testing::StartsWith(" *Lab 4: a thread for each "), HasSubstr(" 100 ")));
    EXPECT_THAT(lines[3], HasSubstr("the others wait"));
    for (const std::string& line : lines) EXPECT_LE(columns(line), 76U) << line;
    EXPECT_THAT(notes_of(run_of_two()), testing::ElementsAre("lab4: the reference"));
}

TEST(Comparison, TheDifferenceIsInTheDecidingQuantity) {
    EXPECT_EQ(difference_in(run_of_two(), 0, "cpu_us", {"poll", "lab4"}),
              "CPU µs: your choice 4.6, the reading's 31");
    EXPECT_EQ(difference_in(run_of_two(), 0, "cpu_us", {"", "lab4"}), "CPU µs: the reading's 31");
    EXPECT_EQ(difference_in(run_of_two(), 0, "cpu_us", {"poll", "sequential"}), "");
}

TEST(Comparison, AProgramThatFailsIsNoMeasurement) {
    EXPECT_THROW(compared({"/bin/false", {}, {}}, {"poll"}, {{}}), NotMeasured);
    EXPECT_THROW(compared({"/nowhere", {}, {}}, {"poll"}, {{}}), NotMeasured);
    EXPECT_THROW(compared({"/bin/echo", {}, {}}, {"poll"}, {{}}), NotMeasured);
}

Crash crash_in(const std::string& program, const std::vector<std::string>& options) {
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &children, nullptr);
    leave_no_core_dumps();
    return crash({"it", program}, options, 4);
}

TEST(Crashes, AThreadTakesAllOthersWithIt) {
    const Crash seen = crash_in(LAB4, {});
    EXPECT_EQ(seen.others, 3);
    EXPECT_EQ(seen.go_on, 0);
    EXPECT_FALSE(seen.serves_next);
}

TEST(Crashes, AProcessEndsAlone) {
    const Crash seen = crash_in(std::string(MODELS) + "/prefork", {"--workers", "4"});
    EXPECT_EQ(seen.go_on, 3);
    EXPECT_EQ(seen.processes, 5);
}

TEST(Crashes, WhoServesOneAtATimeHasNoOthers) {
    EXPECT_THROW(crash_in(SEQUENTIAL, {}), NotMeasured);
}

}  // namespace
