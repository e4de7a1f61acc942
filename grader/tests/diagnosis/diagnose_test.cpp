#include "diagnosis/diagnose.hpp"

#include <gmock/gmock.h>

#include "diagnosis/samples.hpp"

namespace grader {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

KnownCause known(const std::string& id, const std::vector<std::string>& when,
                 const std::vector<std::string>& explains = {}) {
    KnownCause cause;
    cause.id = id;
    cause.what = "Your server does {value}";
    cause.hints = {"why {value}?", "direction", "calls"};
    cause.links = {{4, "stage-a"}};
    for (const std::string& text : when) cause.when.push_back(Condition::parse(text).value());
    for (const std::string& text : explains) cause.explains.push_back(Condition::parse(text).value());
    return cause;
}

const SourceLine line{"lab4/main.cpp", 41, "serve", "recv(fd, buffer, size, MSG_WAITALL);"};
const Fact waits{FactKind::waits_for_all, "recvfrom", "thread 3 sleeps", line};
const Fact no_reply{FactKind::no_reply, "client #1", "client #1 got none"};

TEST(Diagnose, NamesTheCauseWithItsEvidenceAndLine) {
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {no_reply, waits})});
    const auto causes = diagnose(lab, {known("waits", {"waits_for_all"})});
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_EQ(causes[0].what, "Your server does recvfrom");
    EXPECT_EQ(causes[0].hints[0], "why recvfrom?");
    EXPECT_THAT(causes[0].evidence, ElementsAre("thread 3 sleeps"));
    ASSERT_TRUE(causes[0].source);
    EXPECT_EQ(causes[0].source->line, 41);
}

TEST(Diagnose, TakesFurtherEvidenceWhereItIsThere) {
    KnownCause cause = known("waits", {"no_reply"});
    cause.also.push_back(Condition::parse("waits_for_all").value());
    const auto with =
        diagnose(lab_with_failures({failed_check("EchoesOneMessage", {no_reply, waits})}), {cause});
    ASSERT_EQ(with.size(), 1U);
    EXPECT_THAT(with[0].evidence, ElementsAre("client #1 got none", "thread 3 sleeps"));
    EXPECT_TRUE(with[0].source);
    EXPECT_EQ(diagnose(lab_with_failures({failed_check("EchoesOneMessage", {no_reply})}), {cause}).size(),
              1U);
}

TEST(Diagnose, SaysWhatIsEvidenceOfTwoConditionsOnce) {
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {no_reply, waits})});
    const auto causes =
        diagnose(lab, {known("waits", {"waits_for_all | EchoesOneMessage", "waits_for_all | no_reply"})});
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_THAT(causes[0].evidence, ElementsAre("thread 3 sleeps"));
}

TEST(Diagnose, ExplainsFailuresThatOnlyShowItsSymptom) {
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {no_reply, waits}),
                                             failed_check("ServesClientsOneAfterAnother", {no_reply}),
                                             failed_check("BadFlagsExitWithStatusTwo", {})});
    const auto causes = diagnose(lab, {known("waits", {"waits_for_all"}, {"no_reply"})});
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_THAT(causes[0].explains, ElementsAre("EchoesOneMessage", "ServesClientsOneAfterAnother"));
}

TEST(Diagnose, NamesNothingWithoutItsEvidence) {
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {no_reply})});
    EXPECT_THAT(diagnose(lab, {known("waits", {"waits_for_all"}, {"no_reply"})}), IsEmpty());
}

TEST(Diagnose, WantsAllConditionsOfOneCheck) {
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {no_reply}),
                                             failed_check("ServesClientsOneAfterAnother", {waits})});
    EXPECT_THAT(diagnose(lab, {known("both", {"waits_for_all", "no_reply"})}), IsEmpty());
}

TEST(Diagnose, LeavesAFailureToTheFirstCauseThatExplainsIt) {
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {no_reply, waits})});
    const auto causes = diagnose(lab, {known("special", {"waits_for_all"}), known("general", {"no_reply"})});
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_EQ(causes[0].id, "special");
}

TEST(Diagnose, PutsWhatExplainsMostOfTheEarliestStageFirst) {
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {no_reply}, "A"),
                                             failed_check("SilentClientBlocksNobody", {waits}, "B"),
                                             failed_check("DribblingClientHoldsNobodyUp", {waits}, "B")});
    const auto causes = diagnose(lab, {known("later", {"waits_for_all"}), known("earlier", {"no_reply"})});
    ASSERT_EQ(causes.size(), 2U);
    EXPECT_EQ(causes[0].id, "earlier");
}

TEST(Diagnose, AsksForValuesAndNamesOfChecks) {
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {waits})});
    EXPECT_EQ(diagnose(lab, {known("one", {"waits_for_all:recv*", "Echoes*"})}).size(), 1U);
    EXPECT_THAT(diagnose(lab, {known("other", {"waits_for_all:read"})}), IsEmpty());
    EXPECT_THAT(diagnose(lab, {known("other", {"Serves*", "waits_for_all"})}), IsEmpty());
}

TEST(Diagnose, TakesOneOfSeveralFacts) {
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {waits})});
    const auto causes = diagnose(lab, {known("one", {"reset | waits_for_all:recv* | spins"})});
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_THAT(causes[0].evidence, ElementsAre("thread 3 sleeps"));
    EXPECT_THAT(diagnose(lab, {known("none", {"reset | no_reply"})}), IsEmpty());
    EXPECT_FALSE(Condition::parse("reset | no_such_fact"));
}

TEST(Diagnose, DoesNotNameACauseWhereWhatMustWorkFails) {
    const LabResult lab = lab_with_failures(
        {failed_check("EchoesOneMessage", {no_reply}), failed_check("ResetHarmsNobody", {no_reply})});
    KnownCause cause = known("reset", {"ResetHarmsNobody"});
    cause.passes.push_back(Condition::parse("EchoesOneMessage").value());
    EXPECT_THAT(diagnose(lab, {cause}), IsEmpty());
}

TEST(Diagnose, CountsWhatIsNotReachedWithWhatIsMissing) {
    CheckResult unreached = failed_check("DelayPostponesEveryReply", {});
    unreached.verdict = Verdict::not_reached;
    unreached.missing = MissingNeed{"an echo", {"EchoesOneMessage"}};
    const LabResult lab = lab_with_failures({failed_check("EchoesOneMessage", {no_reply}), unreached});
    const auto causes = diagnose(lab, {known("silent", {"no_reply"})});
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_THAT(causes[0].explains, ElementsAre("EchoesOneMessage", "DelayPostponesEveryReply"));
}

TEST(Diagnose, IsNotSureWhereWhatMustWorkWasNotAsked) {
    KnownCause cause = known("reset", {"ResetHarmsNobody"});
    cause.passes.push_back(Condition::parse("EchoesOneMessage").value());
    LabResult lab = lab_with_failures({failed_check("ResetHarmsNobody", {no_reply})});
    ASSERT_EQ(diagnose(lab, {cause}).size(), 1U);
    EXPECT_FALSE(diagnose(lab, {cause})[0].sure);
    CheckResult echo;
    echo.name = "EchoesOneMessage";
    echo.verdict = Verdict::pass;
    lab.checks.push_back(echo);
    EXPECT_TRUE(diagnose(lab, {cause})[0].sure);
}

TEST(Diagnose, FindsNothingInALabWithoutFailures) {
    EXPECT_THAT(diagnose(LabResult(), {known("any", {"*"}, {"*"})}), IsEmpty());
}

TEST(WithValue, ReplacesEachPlace) {
    EXPECT_EQ(with_value("{value} and {value}", "{value}!"), "{value}! and {value}!");
}

}  // namespace
}  // namespace grader
