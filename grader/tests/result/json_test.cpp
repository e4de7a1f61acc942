#include "result/json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "sample.hpp"

namespace grader {
namespace {

using nlohmann::json;

std::string complaint_about(const json& document) {
    try {
        (void)from_json(document);
    } catch (const UserError& error) {
        return error.what();
    }
    return "no complaint";
}

std::string complaint_after(const std::function<void(json&)>& change) {
    json document = to_json(full_document());
    change(document);
    return complaint_about(document);
}

TEST(ResultJson, RoundTripsEveryField) {
    const json written = to_json(full_document());
    const ResultDocument read = from_json(json::parse(written.dump()));
    EXPECT_EQ(to_json(read), written);
    const CheckResult& check = read.labs[0].checks[1];
    EXPECT_EQ(check.verdict, Verdict::fail);
    EXPECT_EQ(check.passed_runs, 7);
    ASSERT_TRUE(check.finding);
    EXPECT_EQ(check.finding->source->line, 7);
    EXPECT_EQ(check.finding->source->before, std::vector<std::string>{"above"});
    EXPECT_EQ(check.finding->source->after, (std::vector<std::string>{"below", ""}));
    EXPECT_EQ(read.labs[0].build.diagnostics[0].text, "int x;");
    EXPECT_EQ(read.machine.slowdown, 1.25);
    EXPECT_TRUE(read.partial);
    EXPECT_EQ(read.only_stages, (std::vector<std::string>{"A", "B"}));
    EXPECT_EQ(read.notices, full_document().notices);
    ASSERT_TRUE(read.labs[0].checks[5].missing);
    EXPECT_EQ(read.labs[0].checks[5].missing->behaviour, "an echo");
}

TEST(ResultJson, ReadsDocumentsThatAreOlderThanNoticesVersionsAndStages) {
    json document = to_json(full_document());
    document.erase("only_stages");
    document.erase("notices");
    document.erase("grader_version");
    EXPECT_TRUE(from_json(document).notices.empty());
    EXPECT_TRUE(from_json(document).grader_version.empty());
    EXPECT_TRUE(from_json(document).only_stages.empty());
}

ResultDocument document_with_a_timeline() {
    ResultDocument document = full_document();
    Cause cause;
    cause.id = "waits-for-a-full-buffer";
    cause.passage = "What the handout says.";
    cause.explains = {"EchoesOneMessage"};
    cause.timeline = Timeline{"Client #1 waits", {"client #1", "thread 3"}, {}, true};
    cause.timeline->moments = {{1, 0, 40, Moment::Kind::sleeps, "recvfrom(7)", true, "= 13", 0},
                               {1, 50, 50, Moment::Kind::calls, "sendto(7)", false, "", {}, 0},
                               {0, 60, 60, Moment::Kind::leaves, "closes"}};
    cause.timeline->moments[2].left_out_before = 12;
    document.labs[0].causes = {cause};
    return document;
}

TEST(ResultJson, ATimelineIsReadAsItWasWritten) {
    const json written = to_json(document_with_a_timeline());
    const ResultDocument read = from_json(json::parse(written.dump()));
    EXPECT_EQ(to_json(read), written);
    EXPECT_EQ(read.labs[0].causes.at(0).passage, "What the handout says.");
    const Timeline& timeline = read.labs[0].causes.at(0).timeline.value();
    EXPECT_TRUE(timeline.goes_on);
    EXPECT_EQ(timeline.moments.at(0).from, std::optional<std::size_t>(0));
    EXPECT_EQ(timeline.moments.at(0).outcome, "= 13");
    EXPECT_EQ(timeline.moments.at(1).to, std::optional<std::size_t>(0));
    EXPECT_EQ(timeline.moments.at(1).from, std::nullopt);
    EXPECT_EQ(timeline.moments.at(2).kind, Moment::Kind::leaves);
    EXPECT_EQ(timeline.moments.at(2).left_out_before, 12);
}

TEST(ResultJson, AMomentIsOfALaneThatThereIs) {
    for (const char* place : {"lane", "from", "to"}) {
        json document = to_json(document_with_a_timeline());
        document["labs"][0]["causes"][0]["timeline"]["moments"][0][place] = 2;
        EXPECT_NE(complaint_about(document).find(std::string(place) + " is no place in a list of 2: 2"),
                  std::string::npos);
    }
}

TEST(ResultJson, EveryFieldThatIsReadIsWrittenUnderItsOwnName) {
    const json document = to_json(full_document());
    EXPECT_EQ(document["format"], "io-labs-result");
    EXPECT_EQ(document["version"], 2);
    EXPECT_EQ(document["status"], "failed");
    EXPECT_EQ(document["score"], 2);
    EXPECT_EQ(document["max_score"], 16);
    EXPECT_EQ(document["labs"][0]["score"], 2);
    EXPECT_EQ(document["labs"][0]["checks"][1]["verdict"], "fail");
    EXPECT_EQ(document["labs"][0]["checks"][3]["verdict"], "not-run");
    EXPECT_EQ(document["labs"][0]["checks"][5]["verdict"], "not-reached");
    EXPECT_EQ(document["labs"][0]["checks"][5]["missing"],
              (json{{"behaviour", "an echo"}, {"failed", {"EchoesOneMessage"}}}));
}

TEST(ResultJson, AbsentOptionalsAreLeftOut) {
    ResultDocument document = full_document();
    document.labs[0].checks[1].finding->source.reset();
    const json written = to_json(document);
    EXPECT_FALSE(written["labs"][0]["checks"][0].contains("finding"));
    EXPECT_FALSE(written["labs"][0]["checks"][0].contains("missing"));
    EXPECT_FALSE(written["labs"][0]["checks"][1]["finding"].contains("source"));
    EXPECT_EQ(to_json(from_json(written)), written);
}

TEST(ResultJson, EveryStatusHasAWordOfItsOwn) {
    for (const auto& [status, name] : {std::pair{LabStatus::unfinished, "unfinished"},
                                       {LabStatus::passed, "passed"},
                                       {LabStatus::failed, "failed"},
                                       {LabStatus::inconclusive, "inconclusive"},
                                       {LabStatus::not_built, "not-built"},
                                       {LabStatus::not_started, "not-started"}}) {
        ResultDocument document = full_document();
        document.labs[0].status = status;
        EXPECT_EQ(to_json(document)["labs"][0]["status"], name);
        EXPECT_EQ(from_json(to_json(document)).labs[0].status, status);
    }
}

TEST(ResultJson, AnyBytesMakeValidJson) {
    ResultDocument document = full_document();
    document.submission = "\xff\xfe\x1b[2J";
    document.labs[0].checks[1].finding->seen = std::string("\x00\xc3\x28 \xf0\x9f", 6);
    document.labs[0].checks[1].finding->exhibits[0].lines = {std::string(1'000'000, '\x9b')};
    document.machine.slowdown = std::numeric_limits<double>::infinity();
    const std::string text = to_json(document).dump();  // strict: throws on invalid UTF-8
    EXPECT_LT(text.size(), 20'000U);
    EXPECT_EQ(from_json(json::parse(text)).submission, "\uFFFD\uFFFD\x1b[2J");
}

TEST(ResultJson, NamesTheFieldThatIsMissing) {
    EXPECT_EQ(complaint_after([](json& top) { top["labs"][0]["checks"][1].erase("points"); }),
              "result document: labs[0].checks[1].points is missing");
}

TEST(ResultJson, NamesTheFieldThatIsOfAnotherType) {
    EXPECT_EQ(complaint_after([](json& top) { top["labs"][0]["checks"][1]["points"] = "4"; }),
              "result document: labs[0].checks[1].points should be an integer, not string");
    EXPECT_EQ(complaint_after([](json& top) { top["labs"] = 3; }),
              "result document: labs should be a list, not number");
    EXPECT_EQ(complaint_about(json::array()), "result document: it should be an object, not array");
}

TEST(ResultJson, NamesWordsAndNumbersThatItDoesNotKnow) {
    EXPECT_EQ(complaint_after([](json& top) { top["labs"][0]["checks"][0]["verdict"] = "maybe"; }),
              "result document: labs[0].checks[0].verdict is unknown: \"maybe\"");
    EXPECT_EQ(
        complaint_after([](json& top) { top["labs"][0]["build"]["diagnostics"][0]["severity"] = "dire"; }),
        "result document: labs[0].build.diagnostics[0].severity is unknown: \"dire\"");
    EXPECT_EQ(complaint_after([](json& top) { top["labs"][0]["checks"][0]["points"] = 3; }),
              "result document: labs[0].checks[0].points should be between 0 and 2, not 3");
    EXPECT_EQ(complaint_after([](json& top) { top["labs"][0]["checks"][0]["max_points"] = -1; }),
              "result document: labs[0].checks[0].max_points should be between 0 and 32767, not -1");
    EXPECT_EQ(complaint_after([](json& top) { top["machine"]["cores"] = 1L << 40; }),
              "result document: machine.cores is out of range: 1099511627776");
}

TEST(ResultJson, RefusesOtherFormatsAndVersions) {
    EXPECT_EQ(complaint_after([](json& top) { top["format"] = "junit"; }),
              "result document: format should be \"io-labs-result\", not \"junit\"");
    EXPECT_EQ(complaint_after([](json& top) { top["version"] = 3; }),
              "result document: it has version 3, this grader reads versions 1 to 2");
    EXPECT_EQ(complaint_after([](json& top) { top["version"] = 0; }),
              "result document: it has version 0, this grader reads versions 1 to 2");
    EXPECT_EQ(complaint_after([](json& top) { top["version"] = 1; }), "no complaint");
}

TEST(ResultJson, IgnoresFieldsThatItDoesNotKnow) {
    EXPECT_EQ(complaint_after([](json& top) { top["labs"][0]["colour"] = "blue"; }), "no complaint");
}

TEST(ResultJson, IsReadOfAnyTextInBoundedDepthAndMemory) {
    EXPECT_FALSE(parse_document(to_json(full_document()).dump()).is_discarded());
    EXPECT_TRUE(parse_document("").is_discarded());
    EXPECT_TRUE(parse_document("{\"a\":").is_discarded());
    EXPECT_TRUE(parse_document(std::string(10'000'000, '[')).is_discarded());
    std::string many = "[0";
    for (int number = 0; number < 1'000'000; ++number) many += ",0";
    EXPECT_TRUE(parse_document(many + "]").is_discarded());
}

}  // namespace
}  // namespace grader
