// What the comparison makes of figures: documents, findings, pictures. The figures are made up.
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "findings.hpp"
#include "measure.hpp"
#include "outputs.hpp"
#include "pictures.hpp"
#include "plan.hpp"
#include "roster.hpp"

namespace models {
namespace {

using ::testing::Contains;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// poll and epoll with 10 and with 1,000 connections of which one talks, at these costs in CPU µs.
Results two_loops(double poll_few, double poll_many, double epoll_few, double epoll_many) {
    Results results;
    results.when = "2026-11-30T07:00:00Z";
    results.programs = {{.name = "poll", .title = "poll"},
                        {.name = "epoll_level", .title = "epoll, \"level\""}};
    results.scenarios = {{10, 1}, {1'000, 1}};
    const double cpu[2][2] = {{poll_few, epoll_few}, {poll_many, epoll_many}};
    for (std::size_t scenario = 0; scenario < 2; ++scenario) {
        for (std::size_t program = 0; program < 2; ++program) {
            Row row{.program = program, .scenario = scenario};
            row.of(Quantity::cpu_us) = {{0, cpu[scenario][program]}, {1, cpu[scenario][program] * 1.1}};
            row.of(Quantity::trips) = {{0, 1e6 / cpu[scenario][program]}};
            row.of(Quantity::private_kib) = {{0, 4}};
            row.of(Quantity::kernel_kib) = {{0, program == 0 ? 0.5 : 0.1}};
            row.of(Quantity::idle_percent) = {{0, 0}};
            results.rows.push_back(row);
        }
    }
    return results;
}

const Finding& about(const std::vector<Finding>& findings, const std::string& words) {
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.title.find(words) != std::string::npos;
    });
    if (found == findings.end()) throw std::runtime_error("no finding is about " + words);
    return *found;
}

TEST(Findings, TellGrowthWithConnectionsFromNone) {
    Results grows = two_loops(30, 220, 30, 32);
    find(grows);
    EXPECT_EQ(about(grows.claims, "O(n)").verdict, Finding::Verdict::holds);
    EXPECT_THAT(about(grows.claims, "O(n)").text, HasSubstr("1,000"));
    Results stays = two_loops(30, 33, 30, 32);
    find(stays);
    EXPECT_EQ(about(stays.claims, "O(n)").verdict, Finding::Verdict::does_not_hold);
}

TEST(Findings, SayWhatWasNotMeasured) {
    Results results = two_loops(30, 220, 30, 32);
    find(results);
    EXPECT_EQ(about(results.claims, "10,000").verdict, Finding::Verdict::not_measured);
    EXPECT_EQ(about(results.claims, "stack").verdict, Finding::Verdict::not_measured);
    EXPECT_EQ(about(results.choices, "One client").verdict, Finding::Verdict::not_measured);
}

TEST(Findings, DoNotRecommendWhoPaysForSilentClientsWithTime) {
    Results results = two_loops(30, 220, 30, 32);
    find(results);
    const std::string text = about(results.choices, "silent").text;
    const std::string measured = text.substr(text.find("Measured"));
    EXPECT_THAT(measured, HasSubstr("4.10 (epoll, \"level\")."));
}

TEST(Findings, SayWhereOwnServersStand) {
    Results results = two_loops(30, 220, 30, 32);
    results.programs[0].is_own = true;
    find(results);
    EXPECT_THAT(about(results.choices, "Yours: poll").text, HasSubstr("place 2 of 2"));
}

TEST(Documents, JsonCanBeReadAgain) {
    const auto file = std::filesystem::temp_directory_path() / "compare-test-run.json";
    std::ofstream(file) << to_json(two_loops(30, 220, 30, 32)).dump();
    const nlohmann::json run = read_run(file);
    EXPECT_EQ(run.at("rows").at(0).at("values").at("cpu_us").at("samples").size(), 2U);
    EXPECT_DOUBLE_EQ(run.at("rows").at(0).at("values").at("cpu_us").at("median").get<double>(), 31.5);
    std::filesystem::remove(file);
}

TEST(Documents, AFileThatIsNoRunIsRefusedWithItsName) {
    const auto file = std::filesystem::temp_directory_path() / "compare-test-none.json";
    const auto message = [&file](const char* text) -> std::string {
        std::ofstream(file) << text;
        try {
            read_run(file);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(message("{"), HasSubstr(file.string()));
    EXPECT_THAT(message("[]"), HasSubstr("no run"));
    EXPECT_THAT(message(R"({"format": "io-labs-compare", "version": 99})"), HasSubstr("another version"));
    EXPECT_THAT(message(R"({"format": "io-labs-compare", "version": 1})"), HasSubstr("cut short"));
    std::filesystem::remove(file);
    EXPECT_THROW(read_run(file), std::runtime_error);
}

TEST(Documents, CsvHasALineForEachFigureAndQuotesWhatMustBe) {
    Results results = two_loops(30, 220, 30, 32);
    results.rows[0].missing = "no, it says \"never\"";
    const std::string csv = to_csv(results);
    EXPECT_THAT(csv, HasSubstr("poll,c10-one,10,1,0,0,,,,,,,,0,\"no, it says \"\"never\"\"\"\r\n"));
    EXPECT_THAT(csv, HasSubstr("epoll_level,c10-one,10,1,0,0,cpu_us,µs,31.5,"));
    // A line has as many fields as the first one says.
    EXPECT_EQ(std::count(csv.begin(), csv.begin() + static_cast<std::ptrdiff_t>(csv.find('\r')), ','), 14);
}

TEST(Page, HoldsNoMarkupOfARun) {
    Results results = two_loops(30, 220, 30, 32);
    results.label = "</script><script>alert(1)</script>";
    const std::string page = to_page({to_json(results)}, COMPARE_PAGE);
    EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
    EXPECT_THAT(page, HasSubstr("uPlot"));
    EXPECT_THAT(page, Not(HasSubstr("src=\"http")));
}

TEST(Page, SaysWhichPartIsMissing) {
    EXPECT_THROW(to_page({}, "/nowhere"), std::runtime_error);
}

TEST(Plan, LeavesOutWhatTheLimitOfDescriptorsForbids) {
    for (const bool quick : {true, false})
        for (const Scenario& scenario : make_plan(quick, 500).scenarios)
            EXPECT_LE(scenario.connections, 500U);
    const auto largest = [](const Plan& plan) {
        std::size_t most = 0;
        for (const Scenario& scenario : plan.scenarios) most = std::max(most, scenario.connections);
        return most;
    };
    EXPECT_EQ(largest(make_plan(false, 100'000)), 10'000U);
}

TEST(Plan, OfSituationsHasTheseAloneAndCountsNoCalls) {
    const Plan plan = plan_of({{1'000, 50, 0, 200}, {5'000, 1}}, 2'000);
    ASSERT_THAT(plan.scenarios, SizeIs(1));
    EXPECT_EQ(plan.scenarios[0].key(), "c1000-50-w200");
    EXPECT_THAT(plan.scenarios[0].title(), HasSubstr("1,000 connections, 50 of them talk"));
    EXPECT_EQ(plan.calls_up_to, 0U);
}

TEST(Plan, AsksForNoMoreThanOneThreadCanDo) {
    Scenario scenario{.connections = 50, .active = 50};
    EXPECT_EQ(messages_per_second(scenario), 2'000);
    scenario.block_us = 5'000;
    EXPECT_LE(messages_per_second(scenario), 200);
    EXPECT_EQ(scenario.key(), "c50-all-b5000");
    EXPECT_THAT(scenario.title(), HasSubstr("5 ms in a call that blocks"));
}

TEST(Plan, SaysWhyAServerIsNotMeasured) {
    EXPECT_THAT(why_not({.name = "a", .one_at_a_time = true}, {10, 10}), HasSubstr("one client at a time"));
    EXPECT_THAT(why_not({.name = "a", .one_at_a_time = true}, {1, 1}), IsEmpty());
    EXPECT_THAT(why_not({.name = "a", .most_clients = 5, .why_no_more = "five"}, {10, 10}), "five");
    EXPECT_THAT(why_not({.name = "a", .absent = "not here"}, {1, 1}), "not here");
}

TEST(Roster, KnowsThatANameIsNeitherModelNorProgram) {
    EXPECT_THROW(call_roster({}, {"nosuch"}), std::runtime_error);
    EXPECT_THROW(call_roster({}, {"/tmp"}), std::runtime_error);
}

TEST(Roster, SaysWhyOneCanNotRunHereInsteadOfDroppingIt) {
    const std::vector<Program> programs = call_roster({.models = "/nowhere", .lab4 = {}, .lab5 = {}}, {});
    EXPECT_THAT(programs, SizeIs(known_names().size()));
    for (const Program& program : programs) EXPECT_THAT(program.absent, Not(IsEmpty())) << program.name;
}

TEST(Pictures, ReadCallsThatAnotherThreadInterrupts) {
    const auto calls = calls_in(
        "7 100.000001 epoll_wait(4<anon_inode:[eventpoll]>,  <unfinished ...>\n"
        "8 100.000002 recvfrom(5<TCP:[127.0.0.1:1->127.0.0.1:2]>, 0x1, 16384, 0, NULL, NULL) = -1 EAGAIN "
        "(Resource "
        "temporarily unavailable) <0.000009>\n"
        "8 100.000003 --- SIGTERM {si_signo=SIGTERM} ---\n"
        "no call at all\n"
        "7 100.500001 <... epoll_wait resumed>[{events=EPOLLIN}], 256, -1) = 1 <0.500000>\n"
        "7 100.600000 accept4(3<TCP:[127.0.0.1:1]>, NULL, NULL, SOCK_CLOEXEC) = "
        "6<TCP:[127.0.0.1:1->127.0.0.1:3]> <0.00001>\n"
        "7 100.700000 exit_group(0) = ?\n");
    ASSERT_THAT(calls, SizeIs(4));
    EXPECT_EQ(calls[0].name, "epoll_wait");
    EXPECT_EQ(calls[0].result, "1");
    EXPECT_DOUBLE_EQ(calls[0].lasted, 0.5);
    EXPECT_EQ(calls[1].result, "-1 EAGAIN");
    EXPECT_EQ(calls[1].descriptor, "5<TCP:[127.0.0.1:1->127.0.0.1:2]>");
    EXPECT_EQ(calls[2].result, "6");
    EXPECT_EQ(calls[3].lasted, -1);
}

TEST(Pictures, ShowBothClientsAndWhoServesThem) {
    if (access("/usr/bin/strace", X_OK) != 0) GTEST_SKIP() << "strace is not installed";
    if (std::system("/usr/bin/strace -qq -o /dev/null /bin/true 2>/dev/null") != 0)
        GTEST_SKIP() << "strace may not trace here";
    const grader::Timeline picture =
        picture_of({.name = "poll", .path = std::string(MODELS_DIRECTORY) + "/poll"}, {0});
    EXPECT_THAT(picture.lanes, SizeIs(3));
    std::vector<std::string> texts;
    for (const grader::Moment& moment : picture.moments) texts.push_back(moment.text);
    EXPECT_THAT(texts, Contains(HasSubstr("gets \"four\"")));
    EXPECT_THAT(texts, Contains(HasSubstr("poll(")));
    EXPECT_THAT(texts, Contains(HasSubstr("recvfrom(")));
    EXPECT_THAT(texts, Contains(HasSubstr("<client #2>")));
}

}  // namespace
}  // namespace models
