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
              ":1: the rubric has no key \"colour\"; it has lab, practice, stub, title, handout, stage, "
              "behaviour, check");
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

std::string behaviour_text(const std::string& id, const std::string& shown_by) {
    return "[[behaviour]]\nid = \"" + id + "\"\ntitle = \"an echo\"\nshown_by = [" + shown_by + "]\n";
}

std::string needy_check(const std::string& name, const std::string& needs) {
    return check_text(name, "50", "stage = \"A\"\nneeds = [" + needs + "]");
}

TEST_F(RubricFile, BehavioursKnowWhoShowsAndWhoNeedsThem) {
    const Rubric rubric = load(head + behaviour_text("echo", "\"One\"") + check_text("One", "50") +
                               needy_check("Two", "\"echo\""));
    ASSERT_EQ(rubric.behaviours.size(), 1U);
    EXPECT_EQ(rubric.behaviours[0].title, "an echo");
    EXPECT_EQ(rubric.behaviours[0].shown_by, std::vector<std::string>{"One"});
    EXPECT_EQ(rubric.behaviours[0].needed_by, std::vector<std::string>{"Two"});
}

TEST_F(RubricFile, NeedsThatNoBehaviourDefinesAreToldTheNearestOrAll) {
    const std::string one = head + behaviour_text("echo", "\"One\"") + check_text("One", "50");
    EXPECT_EQ(complaint(one + needy_check("Two", "\"ehco\"")),
              ":28: check Two needs \"ehco\", which no [[behaviour]] defines; did you mean \"echo\"?");
    EXPECT_EQ(complaint(one + needy_check("Two", "\"weather\"")),
              ":28: check Two needs \"weather\", which no [[behaviour]] defines; there are echo");
    EXPECT_EQ(complaint(head + check_text("One", "50") + needy_check("Two", "\"echo\"")),
              ":24: check Two needs \"echo\", which no [[behaviour]] defines; there is none");
}

TEST_F(RubricFile, BehavioursAreShownByChecksAndNeededBySome) {
    EXPECT_EQ(complaint(head + behaviour_text("echo", "\"Won\"") + check_text("One", "50") +
                        needy_check("Two", "\"echo\"")),
              ":11: behaviour echo is shown by Won, which is no check of this rubric");
    EXPECT_EQ(complaint(head + behaviour_text("echo", "\"One\"") + check_text("One", "100")),
              ":11: no check needs behaviour echo; name it in the needs of one, or remove it");
    for (const char* wrong : {"", "3", "\"\""}) {
        EXPECT_EQ(complaint(head + behaviour_text("echo", wrong) + check_text("One", "50") +
                            needy_check("Two", "\"echo\"")),
                  ":14: shown_by of behaviour echo must be a list of strings; write shown_by = [\"…\"]");
    }
}

TEST_F(RubricFile, WhatAnotherCheckShowsMustStandBeforeWhoNeedsIt) {
    EXPECT_EQ(complaint(head + behaviour_text("echo", "\"One\"") + needy_check("Two", "\"echo\"") +
                        check_text("One", "50")),
              ":15: check Two needs behaviour echo, which One shows, and that one stands behind it; move Two "
              "behind One");
}

TEST_F(RubricFile, NeedsDoNotGoRoundInACircle) {
    EXPECT_EQ(complaint(head + behaviour_text("echo", "\"One\"") + needy_check("One", "\"echo\"") +
                        check_text("Two", "50")),
              ":15: check One needs behaviour echo and shows it; it can't do both");
    EXPECT_EQ(complaint(head + behaviour_text("echo", "\"One\"") + behaviour_text("crowd", "\"Two\"") +
                        needy_check("One", "\"crowd\"") + needy_check("Two", "\"echo\"")),
              ":19: check One needs behaviour crowd, which Two shows, and Two needs what One shows; take one "
              "of these needs away");
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
