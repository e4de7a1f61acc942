#include "diagnosis/causes.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/labs.hpp"
#include "checks/catalogue.hpp"
#include "result/rubric.hpp"
#include "support/anchors.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class CausesFile : public TestInDirectory {
 protected:
    std::vector<KnownCause> load(const std::string& text, int lab = 4) {
        std::ofstream(path_) << text;
        return load_causes(path_, lab);
    }
    std::string complaint(const std::string& text) {
        try {
            (void)load(text);
        } catch (const UserError& error) {
            return error.what();
        }
        return "no complaint";
    }

    const fs::path path_ = directory_ / "causes.toml";
    const std::string whole_ =
        "[[cause]]\nid = \"x\"\nlabs = [4]\nwhen = [\"no_reply\"]\nwhat = \"Your server x\"\nwhy = \"why\"\n"
        "hints = [\"a?\", \"b\", \"c\"]\nlink4 = \"stage-a\"\n";
};

TEST_F(CausesFile, GivesTheCausesOfTheLab) {
    ASSERT_EQ(load(whole_).size(), 1U);
    EXPECT_EQ(load(whole_).front().what, "Your server x");
    EXPECT_EQ(load(whole_).front().links.at(4), "stage-a");
    EXPECT_TRUE(load(whole_, 5).empty());
}

TEST_F(CausesFile, NamesTheFactThatIsMissing) {
    std::string text = whole_;
    text.replace(text.find("no_reply"), 8, "no_replay");
    EXPECT_THAT(complaint(text),
                HasSubstr(":4: when of cause x: there is no fact \"no_replay\"; did you mean"));
}

TEST_F(CausesFile, WantsThreeHints) {
    std::string text = whole_;
    text.replace(text.find(", \"c\""), 5, "");
    EXPECT_THAT(complaint(text), HasSubstr("cause x has 2 hints; write 3"));
}

TEST_F(CausesFile, TakesAnIdOnceForEachLab) {
    EXPECT_THAT(complaint(whole_ + whole_), HasSubstr("cause x of lab 4 is there already, in line 1"));
}

TEST_F(CausesFile, NamesEachUnknownKeyAndLab) {
    EXPECT_THAT(complaint(whole_ + "hint = \"d\"\n"),
                HasSubstr("cause x has no key \"hint\"; did you mean \"hints\"?"));
    std::string text = whole_;
    text.replace(text.find("[4]"), 3, "[6]");
    EXPECT_THAT(complaint(text), HasSubstr("labs of cause x must name labs, such as [4, \"practice1\"]"));
}

TEST_F(CausesFile, SaysThatItIsNotThere) {
    EXPECT_THROW((void)load_causes(directory_ / "none.toml", 4), UserError);
}

const fs::path repository = REPOSITORY;

class KnownCauses : public testing::TestWithParam<int> {
 protected:
    const std::vector<KnownCause> causes_ = load_causes(repository / "labs/causes.toml", GetParam());
};

TEST_P(KnownCauses, LinkToAHeadingOfTheHandout) {
    const std::string handout = load_rubric(repository / properties_of(GetParam()).rubric).handout;
    const std::set<std::string> anchors = anchors_of(read_file(repository / handout).value());
    for (const KnownCause& cause : causes_)
        EXPECT_EQ(anchors.count(cause.links.at(GetParam())), 1U)
            << cause.id << ": " << cause.links.at(GetParam());
}

TEST_P(KnownCauses, NameChecksThatThereAre) {
    const std::vector<std::string> checks = implemented_checks(GetParam());
    for (const KnownCause& cause : causes_) {
        for (const std::vector<Condition>* list :
             {&cause.when, &cause.unless, &cause.passes, &cause.explains}) {
            for (const Condition& condition : *list) {
                // One that is in both labs may name checks of either.
                if (condition.fact || cause.labs.size() > 1) continue;
                const bool exists = std::any_of(checks.begin(), checks.end(), [&](const std::string& name) {
                    CheckResult check;
                    check.name = name;
                    return condition.holds(check);
                });
                EXPECT_TRUE(exists) << cause.id << " names no check of this lab: " << condition.pattern;
            }
        }
    }
}

TEST_P(KnownCauses, SaySoInASentenceAboutTheServer) {
    for (const KnownCause& cause : causes_) {
        EXPECT_THAT(cause.what, HasSubstr("our server")) << cause.id;
        EXPECT_NE(cause.what.back(), '.') << cause.id << ": what is followed by its line";
        EXPECT_EQ(cause.hints.front().back(), '?') << cause.id << ": the first hint is a question";
    }
}

/// Labs and practice, as far as they have a rubric.
std::vector<int> labs_with_a_rubric() {
    std::vector<int> numbers;
    for (const Lab& lab : all_labs()) {
        if (fs::exists(repository / lab.rubric)) numbers.push_back(lab.number);
    }
    return numbers;
}

INSTANTIATE_TEST_SUITE_P(OfEachLab, KnownCauses, testing::ValuesIn(labs_with_a_rubric()),
                         [](const auto& lab) { return lab_directory(lab.param); });

TEST(KnownCausesOfBothLabs, AreAtLeastSeventy) {
    std::set<std::string> ids;
    for (const int lab : {4, 5}) {
        for (const KnownCause& cause : load_causes(repository / "labs/causes.toml", lab))
            ids.insert(cause.id);
    }
    EXPECT_GE(ids.size(), 70U);
}

}  // namespace
}  // namespace grader
