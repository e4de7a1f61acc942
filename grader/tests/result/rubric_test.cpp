#include "result/rubric.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "result/nearest.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

// Line 1 to 11; further checks go after it.
constexpr const char* head = R"(lab = 4
title = "Blocking"
handout = "labs/lab4-blocking/README.md"
[[stage]]
id = "A"
title = "One client"
[[stage]]
id = "B"
title = "Many clients"

)";

std::string check_text(const std::string& name, const std::string& points,
                       const std::string& more = "stage = \"A\"") {
    return "[[check]]\nname = \"" + name + "\"\ntitle = \"Title\"\npoints = " + points + "\n" + more +
           "\nwhy = \"why\"\nhint = \"hint\"\nlink = \"stage-a\"\n";
}

class RubricFile : public TestInDirectory {
 protected:
    Rubric load(const std::string& text) {
        std::ofstream(path_) << text;
        return load_rubric(path_);
    }

    /// What load_rubric() complains about, the file's name left out.
    std::string complaint(const std::string& text) {
        try {
            (void)load(text);
        } catch (const UserError& error) {
            std::string message = error.what();
            for (std::size_t at; (at = message.find(path_.string())) != std::string::npos;)
                message.erase(at, path_.string().size());
            return message;
        }
        return "no complaint";
    }

    const std::filesystem::path path_ = directory_ / "rubric.toml";
};

TEST_F(RubricFile, IsReadInItsOrder) {
    const Rubric rubric = load(head + check_text("One", "60") + check_text("Two", "40", "stage = \"B\"") +
                               check_text("Extra", "9", "stage = \"B\"\nadvisory = true"));
    EXPECT_EQ(rubric.lab, 4);
    EXPECT_EQ(rubric.handout, "labs/lab4-blocking/README.md");
    ASSERT_EQ(rubric.stages.size(), 2U);
    EXPECT_EQ(rubric.stages[1].title, "Many clients");
    ASSERT_EQ(rubric.checks.size(), 3U);
    EXPECT_EQ(rubric.checks[0].name, "One");
    EXPECT_EQ(rubric.checks[1].points, 40);
    EXPECT_TRUE(rubric.checks[2].advisory);
    EXPECT_EQ(rubric.total_points(), 100);
}

TEST_F(RubricFile, ParagraphsAreReflowed) {
    const Rubric rubric = load(head + check_text("One", "100", "stage = \"\"\"\nA\"\"\""));
    EXPECT_EQ(rubric.checks[0].stage, "A");
    std::string text = head + check_text("One", "100");
    text.replace(text.find("\"why\""), 5, "\"\"\"\nFirst line,\n  second line.\n\nNew paragraph.\n\"\"\"");
    EXPECT_EQ(load(text).checks[0].why, "First line, second line.\nNew paragraph.");
}

TEST_F(RubricFile, ThatIsNotThereIsNamed) {
    EXPECT_NE(std::string([] {
                  try {
                      (void)load_rubric("/no/such/rubric.toml");
                  } catch (const UserError& error) {
                      return std::string(error.what());
                  }
                  return std::string();
              }())
                  .find("/no/such/rubric.toml: No such file"),
              std::string::npos);
}

TEST_F(RubricFile, SyntaxErrorsHaveTheirLine) {
    EXPECT_TRUE(complaint("lab = 4\ntitle = \"Blocking\nhandout = 3\n").starts_with(":2: "))
        << complaint("lab = 4\ntitle = \"Blocking\nhandout = 3\n");
}

TEST_F(RubricFile, MissingFieldsHaveTheLineOfTheirTable) {
    std::string text = head + check_text("One", "100");
    text.erase(text.find("hint = \"hint\"\n"), 14);
    EXPECT_EQ(complaint(text), ":11: check One lacks a hint; add hint = \"…\"");
    EXPECT_EQ(complaint(std::string(head).substr(8) + check_text("One", "100")),
              ":1: the rubric lacks lab; add lab = …");
}

TEST_F(RubricFile, UnknownKeysAreToldTheirNearestName) {
    EXPECT_EQ(complaint(head + check_text("One", "100", "stage = \"A\"\nhnit = \"x\"")),
              ":16: check One has no key \"hnit\"; did you mean \"hint\"?");
    EXPECT_EQ(complaint("colour = 1\n" + (head + check_text("One", "100"))),
              ":1: the rubric has no key \"colour\"; it has lab, title, handout, stage, check");
}

TEST_F(RubricFile, DuplicatesNameBothLines) {
    EXPECT_EQ(complaint(head + check_text("One", "50") + check_text("One", "50")),
              ":19: check One is there already, in line 11; remove or rename one");
}

TEST_F(RubricFile, UnknownStagesAreToldTheKnownOnes) {
    EXPECT_EQ(complaint(head + check_text("One", "100", "stage = \"C\"")),
              ":15: check One is in stage \"C\", which no [[stage]] defines; there are A, B");
}

TEST_F(RubricFile, PointsAreWholeNumbers) {
    for (const char* wrong : {"-1", "2.5", "\"4\"", "99999999999"}) {
        EXPECT_EQ(complaint(head + check_text("One", wrong)),
                  ":14: points of check One must be a whole number, 0 or more");
    }
}

TEST_F(RubricFile, PointsAddUpToAHundred) {
    EXPECT_EQ(complaint(head + check_text("One", "97")),
              ":1: the points add up to 97, not 100: add 3 somewhere");
    EXPECT_EQ(complaint(head + check_text("One", "101")),
              ":1: the points add up to 101, not 100: take away 1 somewhere");
}

TEST_F(RubricFile, LinksAreAnchorsWithoutTheirHash) {
    std::string text = head + check_text("One", "100");
    text.insert(text.find("stage-a"), "#");
    EXPECT_EQ(complaint(text), ":18: link of check One is the anchor without its #");
}

TEST_F(RubricFile, EverythingThatIsWrongIsToldAtOnce) {
    EXPECT_EQ(complaint(head + check_text("One", "-3", "stage = \"Z\"")),
              ":14: points of check One must be a whole number, 0 or more\n"
              ":15: check One is in stage \"Z\", which no [[stage]] defines; there are A, B");
}

TEST_F(RubricFile, StagesAndChecksAreTablesOfTheirOwn) {
    EXPECT_EQ(
        complaint(
            "lab = 4\ntitle = \"t\"\nhandout = \"h\"\ncheck = 3\n[[stage]]\nid = \"A\"\ntitle = \"t\"\n"),
        ":4: write each check as a table of its own: [[check]]");
}

TEST(RequireChecks, ListsWhatTheOtherSideLacks) {
    Rubric rubric;
    rubric.lab = 4;
    for (const char* name : {"EchoesOneMessage", "NoDataRaces"})
        rubric.checks.push_back({name, "", "", 1, "", "", "", false});
    EXPECT_NO_THROW(require_checks(rubric, {"NoDataRaces", "EchoesOneMessage"}));
    try {
        require_checks(rubric, {"EchosOneMessage", "NoDataRaces", "IdleServerSleeps"});
        FAIL() << "no complaint";
    } catch (const UserError& error) {
        EXPECT_STREQ(error.what(),
                     "the rubric and the checks of lab 4 do not match; make the names equal:\n"
                     "  in the rubric, but no test decides them:\n"
                     "    EchoesOneMessage (like EchosOneMessage?)\n"
                     "  tests that the rubric does not name:\n"
                     "    EchosOneMessage (like EchoesOneMessage?)\n"
                     "    IdleServerSleeps");
    }
}

TEST(Nearest, FindsTyposAndNothingFarAway) {
    const std::vector<std::string> names{"SilentClientBlocksNobody", "hint", "link"};
    EXPECT_EQ(nearest("silentclientblocknobody", names), "SilentClientBlocksNobody");
    EXPECT_EQ(nearest("hnit", names), "hint");
    EXPECT_EQ(nearest("weather", names), std::nullopt);
    EXPECT_EQ(nearest("hint", {}), std::nullopt);
}

}  // namespace
}  // namespace grader
