// The labs of this repository: every check of a rubric is implemented and the other way round, and every link
// leads to a heading of the handout.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

#include "base/files.hpp"
#include "base/labs.hpp"
#include "checks/catalogue.hpp"
#include "checks/run.hpp"
#include "result/rubric.hpp"
#include "support/anchors.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

using ::testing::Contains;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

std::vector<Rubric> all_rubrics() {
    std::vector<Rubric> rubrics;
    for (const Lab& lab : all_labs()) {
        const fs::path file = fs::path(REPOSITORY) / lab.rubric;
        if (!fs::exists(file)) continue;
        rubrics.push_back(load_rubric(file));
        EXPECT_EQ(rubrics.back().lab, lab.number) << file;
    }
    return rubrics;
}

std::string handout_of(const Rubric& rubric) {
    return read_file(fs::path(REPOSITORY) / rubric.handout).value_or("");
}

TEST(Slugs, AreSpelledAsGitHubDoes) {
    EXPECT_EQ(slug("Stage A: one client"), "stage-a-one-client");
    EXPECT_EQ(slug("Errors of `accept()`"), "errors-of-accept");
    EXPECT_EQ(slug("Before you start: predict, don't guess"), "before-you-start-predict-dont-guess");
    const auto anchors = anchors_of("# One\n## One\n```\n# no heading\n```\n### Two & three ###\n");
    EXPECT_THAT(anchors, testing::ElementsAre("one", "one-1", "two--three"));
}

// Of what has not run yet nothing is known.
TEST(Labs, RunWhatShowsABehaviourBeforeThoseThatNeedIt) {
    for (const Rubric& rubric : all_rubrics()) {
        const std::vector<std::string> order = running_order(rubric.lab, select_checks(rubric, {}, ""));
        const auto place = [&](const std::string& check) {
            return std::find(order.begin(), order.end(), check) - order.begin();
        };
        for (const Behaviour& behaviour : rubric.behaviours) {
            for (const std::string& needy : behaviour.needed_by) {
                for (const std::string& shows : behaviour.shown_by)
                    EXPECT_LT(place(shows), place(needy)) << needy << " needs what " << shows << " shows";
            }
        }
    }
}

TEST(Labs, AreAtLeastOne) {
    EXPECT_FALSE(all_rubrics().empty());
}

TEST(Labs, HaveAHandoutBesideTheirRubric) {
    for (const auto& entry : fs::directory_iterator(fs::path(REPOSITORY) / "labs")) {
        if (!fs::exists(entry.path() / "rubric.toml")) continue;
        const Rubric rubric = load_rubric(entry.path() / "rubric.toml");
        EXPECT_EQ(fs::path(REPOSITORY) / rubric.handout, entry.path() / "README.md");
        EXPECT_FALSE(handout_of(rubric).empty()) << rubric.handout;
    }
}

TEST(Labs, HaveRubricLinksThatLeadToHeadingsOfTheHandout) {
    for (const Rubric& rubric : all_rubrics()) {
        const std::set<std::string> anchors = anchors_of(handout_of(rubric));
        for (const RubricCheck& check : rubric.checks) {
            EXPECT_THAT(anchors, Contains(check.link))
                << check.name << " in the rubric of " << lab_phrase(rubric.lab);
        }
    }
}

TEST(Labs, HaveHandoutsWhoseOwnLinksLeadToHeadings) {
    static const std::regex link(R"(\]\(#([^)]+)\))");
    for (const Rubric& rubric : all_rubrics()) {
        const std::string handout = handout_of(rubric);
        const std::set<std::string> anchors = anchors_of(handout);
        for (std::sregex_iterator match(handout.begin(), handout.end(), link), end; match != end; ++match)
            EXPECT_THAT(anchors, Contains((*match)[1].str())) << rubric.handout;
    }
}

TEST(Labs, HaveEveryCheckOfTheirRubricImplementedAndNoOther) {
    for (const Rubric& rubric : all_rubrics()) {
        std::set<std::string> wanted;
        for (const RubricCheck& check : rubric.checks) wanted.insert(check.name);
        const std::vector<std::string> implemented = implemented_checks(rubric.lab);
        EXPECT_EQ(std::set<std::string>(implemented.begin(), implemented.end()), wanted)
            << lab_phrase(rubric.lab);
        EXPECT_THAT(implemented, SizeIs(wanted.size())) << "none twice";
        EXPECT_NO_THROW(require_checks(rubric, implemented)) << lab_phrase(rubric.lab);
    }
}

TEST(Labs, HaveARubricForEverySuiteOfGradedChecks) {
    std::set<std::string> suites;
    for (const Rubric& rubric : all_rubrics()) suites.insert(suite_of(rubric.lab));
    EXPECT_THAT(all_suites(), UnorderedElementsAreArray(suites));
}

// The lines of a rubric's texts are joined with a blank, behind a hyphen, too.
TEST(Labs, HaveRubricsWithoutAWordThatALineBreakDivides) {
    static const std::regex divided("[a-z]-[ \\n][a-z]");
    for (const Rubric& rubric : all_rubrics()) {
        for (const RubricCheck& check : rubric.checks) {
            EXPECT_FALSE(std::regex_search(check.why, divided)) << check.name << ": " << check.why;
            EXPECT_FALSE(std::regex_search(check.hint, divided)) << check.name << ": " << check.hint;
        }
    }
}

TEST(Labs, GiveFullPointsInAll) {
    for (const Rubric& rubric : all_rubrics())
        EXPECT_EQ(rubric.total_points(), full_points(rubric.lab)) << lab_phrase(rubric.lab);
}

}  // namespace
}  // namespace grader
