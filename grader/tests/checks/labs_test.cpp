// The labs of this repository: every check of a rubric is implemented and the other way round, and every link
// leads to a heading of the handout.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "base/files.hpp"
#include "checks/run.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

using ::testing::Contains;
using ::testing::SizeIs;

std::vector<Rubric> all_rubrics() {
    std::vector<Rubric> rubrics;
    for (const auto& entry : fs::directory_iterator(fs::path(REPOSITORY) / "labs")) {
        if (fs::exists(entry.path() / "rubric.toml"))
            rubrics.push_back(load_rubric(entry.path() / "rubric.toml"));
    }
    std::sort(rubrics.begin(), rubrics.end(),
              [](const Rubric& one, const Rubric& other) { return one.lab < other.lab; });
    return rubrics;
}

std::string handout_of(const Rubric& rubric) {
    return read_file(fs::path(REPOSITORY) / rubric.handout).value_or("");
}

/// GitHub's spelling of a heading's anchor: lower case, without punctuation, hyphens for blanks.
std::string slug(const std::string& heading) {
    std::string anchor;
    for (const char letter : heading) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == ' ')
            anchor += '-';
        else if (std::isalnum(byte) != 0 || byte >= 0x80 || letter == '-' || letter == '_')
            anchor += static_cast<char>(std::tolower(byte));
    }
    return anchor;
}

/// The anchors of a handout's headings; a heading that comes again gets -1, -2 and so on.
std::set<std::string> anchors_of(const std::string& markdown) {
    static const std::regex heading(R"(#{1,6} +(.*?)[ #]*)");
    std::set<std::string> anchors;
    std::map<std::string, int> seen;
    bool in_code = false;
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
        if (line.compare(0, 3, "```") == 0) in_code = !in_code;
        std::smatch match;
        if (in_code || !std::regex_match(line, match, heading)) continue;
        const std::string anchor = slug(match[1]);
        const int before = seen[anchor]++;
        anchors.insert(before == 0 ? anchor : anchor + "-" + std::to_string(before));
    }
    return anchors;
}

TEST(Slugs, AreSpelledAsGitHubDoes) {
    EXPECT_EQ(slug("Stage A: one client"), "stage-a-one-client");
    EXPECT_EQ(slug("Errors of `accept()`"), "errors-of-accept");
    EXPECT_EQ(slug("Before you start: predict, don't guess"), "before-you-start-predict-dont-guess");
    const auto anchors = anchors_of("# One\n## One\n```\n# no heading\n```\n### Two & three ###\n");
    EXPECT_THAT(anchors, testing::ElementsAre("one", "one-1", "two--three"));
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
                << check.name << " in the rubric of lab " << rubric.lab;
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
            << "lab " << rubric.lab;
        EXPECT_THAT(implemented, SizeIs(wanted.size())) << "none twice";
        EXPECT_NO_THROW(require_checks(rubric, implemented)) << "lab " << rubric.lab;
    }
}

TEST(Labs, HaveARubricForEverySuiteOfGradedChecks) {
    std::set<std::string> suites;
    for (const Rubric& rubric : all_rubrics()) suites.insert("Lab" + std::to_string(rubric.lab));
    const testing::UnitTest& all = *testing::UnitTest::GetInstance();
    for (int index = 0; index < all.total_test_suite_count(); ++index) {
        const std::string name = all.GetTestSuite(index)->name();
        if (!std::regex_match(name, std::regex("Lab[0-9]+"))) continue;
        EXPECT_THAT(suites, Contains(name));
    }
}

TEST(Labs, GiveFullPointsInAll) {
    for (const Rubric& rubric : all_rubrics())
        EXPECT_EQ(rubric.total_points(), full_points) << "lab " << rubric.lab;
}

}  // namespace
}  // namespace grader
