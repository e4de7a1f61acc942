// Hostile submissions: each program of attacks/ is graded in each mode, and afterwards everything is as
// before: the machine, the user's files, what was secret, the points. README.md says what is compared and how
// to add an attack.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "attack.hpp"
#include "mode.hpp"
#include "one_layer.hpp"
#include "outcome.hpp"
#include "pair.hpp"
#include "record.hpp"
#include "selection.hpp"
#include "support/temporary_directory.hpp"
#include "table.hpp"

namespace grader::hostile {
namespace {

class Hostile : public testing::Test {
 public:
    Hostile(Attack attack, Mode mode) : attack_(std::move(attack)), mode_(std::move(mode)) {}

 private:
    void TestBody() override;
    void expect_points(const Outcome& outcome, const Circumstances& circumstances) const;

    Attack attack_;
    Mode mode_;
};

void Hostile::TestBody() {
    if (!whole_suite() && !attack_.in_short_part) GTEST_SKIP() << only_in_the_whole_suite;
    if (const std::string reason = missing_for(mode_); !reason.empty()) GTEST_SKIP() << reason;
    if (std::count(attack_.not_in.begin(), attack_.not_in.end(), mode_.name) != 0) {
        record(attack_.name, mode_.name, "not tried");
        GTEST_SKIP() << "attack.toml says why it can't be tried in this mode";
    }
    const Circumstances circumstances{mode_.root, {mode_.without.begin(), mode_.without.end()}, false};
    const Outcome outcome = try_attack(attack_, circumstances, true);
    for (const std::string& violation : outcome.violations) ADD_FAILURE() << violation;
    // An attack that was never run has not been stopped.
    const bool may_not_build = attack_.kind == "build" || attack_.kind == "broken" || attack_.kind == "text";
    if (!may_not_build) {
        EXPECT_NE(outcome.status, "not-built") << outcome.verdicts;
    }
    expect_points(outcome, circumstances);
    if (!attack_.says.empty()) {
        EXPECT_NE(outcome.terminal.find(attack_.says), std::string::npos)
            << "the report does not say \"" << attack_.says << '"';
    }
    std::cout << outcome.seconds << " s, " << outcome.score << " of " << outcome.max_score << " points, "
              << outcome.verdicts << '\n';
    record(attack_.name, mode_.name, HasFailure() ? "won" : outcome.refused ? "refused" : "stopped");
    if (HasFailure()) std::cout << outcome.terminal << '\n';
}

void Hostile::expect_points(const Outcome& outcome, const Circumstances& circumstances) const {
    if (attack_.score == "any") return;
    if (attack_.score == "zero") {
        EXPECT_EQ(outcome.score, 0) << outcome.verdicts;
        return;
    }
    const double honest = points_of_pair(attack_, mode_, circumstances);
    if (attack_.score == "equal")
        EXPECT_EQ(outcome.score, honest) << outcome.verdicts;
    else
        EXPECT_LE(outcome.score, honest) << outcome.verdicts;
}

void register_test(const Attack& attack, const Mode& mode) {
    testing::RegisterTest(("Hostile" + identifier_of(mode)).c_str(), identifier_of(attack.name).c_str(),
                          nullptr, nullptr, __FILE__, __LINE__,
                          [=]() -> testing::Test* { return new Hostile(attack, mode); });
}

TEST(HostileTable, ListsEveryAttack) {
    const std::string table = table_in(contents(REPOSITORY "/docs/sandbox.md"));
    for (const Attack& attack : all_attacks())
        EXPECT_NE(table.find("`" + attack.name + "`"), std::string::npos)
            << attack.name << " is not in docs/sandbox.md; the document says how its table is made";
}

}  // namespace

void register_all() {
    for (const Attack& attack : all_attacks()) {
        for (const Mode& mode : all_modes()) register_test(attack, mode);
        register_tests_of_layers(attack);
    }
}

}  // namespace grader::hostile

int main(int argc, char** argv) {
    using namespace grader::hostile;
    testing::InitGoogleTest(&argc, argv);
    register_all();
    const int failed = RUN_ALL_TESTS();
    if (testing::UnitTest::GetInstance()->test_to_run_count() > 0) return failed;
    std::cerr << "no attack is called like that: nothing was tested\n";
    return 1;
}
