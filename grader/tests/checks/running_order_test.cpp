// In which order checks run: the rubric's, but for those that look at a scene.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checks/check.hpp"
#include "checks/run.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct SomeScene : Scene {
    explicit SomeScene(const Subject& /*subject*/) {}
};

class Plain : public Check {
    using Check::Check;
};

class Patient : public Check {
 public:
    using Check::Check;
    using LooksAt = SomeScene;
    static constexpr double weight = 3;
    static constexpr Demand demand = {.clients = 7};
};

GRADED_CHECK(Lab88, Patient, LooksFirst) {}
GRADED_CHECK(Lab88, Plain, Zebra) {}
GRADED_CHECK(Lab88, Patient, LooksSecond) {}
GRADED_CHECK(Lab88, Plain, Aardvark, .clients = 300, .fewer_will_do = true) {}

std::vector<CheckResult> checks_called(const std::vector<std::string>& names) {
    std::vector<CheckResult> checks;
    for (const std::string& name : names) checks.emplace_back().name = name;
    return checks;
}

TEST(RunningOrder, IsTheRubricsWithThoseThatLookAtASceneBehind) {
    EXPECT_THAT(running_order(88, checks_called({"LooksSecond", "Zebra", "Aardvark", "LooksFirst"})),
                ElementsAre("Zebra", "Aardvark", "LooksSecond", "LooksFirst"));
    EXPECT_THAT(running_order(88, checks_called({"LooksFirst", "Aardvark", "LooksSecond", "Zebra"})),
                ElementsAre("Aardvark", "Zebra", "LooksFirst", "LooksSecond"));
    EXPECT_THAT(running_order(88, {}), IsEmpty());
}

TEST(RunningOrder, BeginsWithWhatComesFirstAndASanitizersServerWaitsForOneVerdict) {
    const auto order = running_order(
        4, checks_called({"EchoesOneMessage", "NoDataRaces", "SilentClientBlocksNobody", "ResetHarmsNobody"}),
        std::vector<std::string>{"ResetHarmsNobody", "NoDataRaces"});
    EXPECT_THAT(order, ElementsAre("ResetHarmsNobody", "NoDataRaces", "EchoesOneMessage",
                                   "SilentClientBlocksNobody"));
    EXPECT_THAT(running_order(4, checks_called({"EchoesOneMessage", "NoDataRaces", "ResetHarmsNobody"}),
                              std::vector<std::string>{"NoDataRaces"}),
                ElementsAre("EchoesOneMessage", "NoDataRaces", "ResetHarmsNobody"));
    EXPECT_THAT(
        running_order(4, checks_called({"NoDataRaces", "EchoesOneMessage"}), std::vector<std::string>{}),
        ElementsAre("EchoesOneMessage", "NoDataRaces"));
}

TEST(Catalogue, HasEachCheckUnderItsLabAndName) {
    EXPECT_THAT(implemented_checks(88),
                UnorderedElementsAre("LooksFirst", "Zebra", "LooksSecond", "Aardvark"));
    EXPECT_EQ(kind_of(88, "LooksFirst").weight, 3);
    EXPECT_EQ(kind_of(88, "Zebra").weight, 1);
    EXPECT_FALSE(kind_of(88, "Zebra").scene);
    EXPECT_EQ(kind_of(88, "LooksFirst").scene->type, typeid(SomeScene));
    EXPECT_THAT(implemented_checks(99), IsEmpty());
}

TEST(Catalogue, KnowsWhatTheFixtureOrTheCheckDemands) {
    EXPECT_EQ(kind_of(88, "Zebra").demand.clients, Demand().clients);
    EXPECT_EQ(kind_of(88, "LooksFirst").demand.clients, 7U);
    EXPECT_FALSE(kind_of(88, "LooksFirst").demand.fewer_will_do);
    EXPECT_EQ(kind_of(88, "Aardvark").demand.clients, 300U);
    EXPECT_TRUE(kind_of(88, "Aardvark").demand.fewer_will_do);
}

TEST(Catalogue, HasASharedCheckUnderBothLabs) {
    EXPECT_EQ(kind_of(4, "EchoesOneMessage").make, kind_of(5, "EchoesOneMessage").make);
}

}  // namespace
}  // namespace grader
