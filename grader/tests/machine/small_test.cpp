// A machine that has less than a right server needs: nothing fails; what can't be decided names the limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "on_machine.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SmallMachine : public testing::Test {
 protected:
    /// Of the reference, whatever the machine.
    [[nodiscard]] Graded grade(const std::string& shell, int lab,
                               const std::vector<std::string>& checks) const {
        Graded graded = machine_.grade(shell, lab, checks);
        EXPECT_THAT(graded.with("fail"), IsEmpty()) << graded.printed;
        return graded;
    }

    OnMachine machine_;
};

TEST_F(SmallMachine, FewDescriptorsLeaveCrowdsOpen) {
    const Graded graded =
        grade("ulimit -n 64;", 4, {"SixtyFourClientsAnsweredNewestFirst", "EchoesOneMessage"});
    EXPECT_EQ(graded.status, 3);
    EXPECT_THAT(graded.with("pass"), ElementsAre("EchoesOneMessage"));
    EXPECT_THAT(graded.seen_by("SixtyFourClientsAnsweredNewestFirst"),
                AllOf(HasSubstr("64 descriptors a process (ulimit -Hn)"), HasSubstr("--ulimit nofile")));
    EXPECT_THAT(graded.printed, HasSubstr("enough descriptors"));
}

TEST_F(SmallMachine, FewerClientsAreEnoughWhereTheyShowAsMuch) {
    const Graded graded =
        grade("ulimit -n 512;", 5, {"ThousandClientsAnsweredNewestFirst", "TenThousandIdleConnections"});
    EXPECT_THAT(graded.with("pass"), ElementsAre("ThousandClientsAnsweredNewestFirst"));
    EXPECT_THAT(graded.seen_by("TenThousandIdleConnections"), HasSubstr("ulimit -Hn"));
}

TEST_F(SmallMachine, FewThreadsLeaveCrowdsOpen) {
    if (::geteuid() != 0) GTEST_SKIP() << "the limit counts all that the user runs";
    const Graded graded =
        grade("ulimit -u 30;", 4, {"SixtyFourClientsAnsweredNewestFirst", "EchoesOneMessage"});
    EXPECT_THAT(graded.with("pass"), Contains("EchoesOneMessage"));
    EXPECT_THAT(graded.seen_by("SixtyFourClientsAnsweredNewestFirst"), HasSubstr("ulimit -Hu"));
}

TEST_F(SmallMachine, LimitedAddressesLeaveSanitizersOpen) {
    const Graded graded = grade("ulimit -v 2000000;", 4, {"NoDataRaces", "EchoesOneMessage"});
    EXPECT_THAT(graded.with("pass"), ElementsAre("EchoesOneMessage"));
    EXPECT_THAT(graded.seen_by("NoDataRaces"), HasSubstr("ulimit -Hv"));
}

TEST_F(SmallMachine, FilesThatAreTooSmallForAServerAreNoErrorOfTheSource) {
    const Graded graded = grade("export IO_LABS_CACHE=off; ulimit -f 200;", 5, {"EchoesOneMessage"});
    EXPECT_EQ(graded.status, 3);
    EXPECT_THAT(graded.seen_by("EchoesOneMessage"), HasSubstr("200 KiB a file (ulimit -Hf)"));
}

TEST_F(SmallMachine, ADocumentThatCannotBeWrittenEndsTheGradingAtOnce) {
    const Graded graded = machine_.grade("ulimit -f 0;", 4, {});
    EXPECT_EQ(graded.status, 3);
    EXPECT_THAT(graded.complaint, AllOf(HasSubstr("document.json"), HasSubstr("File too large")));
    EXPECT_THAT(graded.printed, IsEmpty());
}

TEST_F(SmallMachine, SmallStacksProveNothing) {
    const Graded graded =
        grade("ulimit -s 128;", 4, {"OneThreadPerLiveConnection", "ConnectionSocketsBlock"});
    for (const std::string& open : graded.with("inconclusive"))
        EXPECT_THAT(graded.seen_by(open), HasSubstr("ulimit -Hs")) << open;
}

TEST_F(SmallMachine, DoctorListsWhatThereIsTooLittleOf) {
    const Graded told = machine_.run("ulimit -n 64;", "doctor");
    EXPECT_EQ(told.status, 3);
    EXPECT_THAT(told.printed,
                AllOf(HasSubstr(" no  enough descriptors: it allows 64 descriptors a process"),
                      HasSubstr("of 40 checks of lab 4"), HasSubstr("/etc/security/limits.conf")));
}

}  // namespace
}  // namespace grader
