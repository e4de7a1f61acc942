// What a process inherits does not decide how a grading goes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "on_machine.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Some of each kind: clients, threads that are counted, exit statuses, calls that are followed.
const std::vector<std::string> some_checks = {"EchoesOneMessage", "OneThreadPerLiveConnection",
                                              "BadFlagsExitWithStatusTwo", "ConnectionSocketsBlock"};

void expect_all_pass(const Graded& graded) {
    EXPECT_EQ(graded.status, 0) << graded.complaint << graded.printed;
    EXPECT_THAT(graded.with("pass"), SizeIs(some_checks.size()));
}

class Inherited : public testing::TestWithParam<const char*> {
 protected:
    OnMachine machine_;
};

TEST_P(Inherited, ChangesNoVerdict) {
    expect_all_pass(machine_.grade(GetParam(), 4, some_checks));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Inherited,
    testing::Values(
        "heir ignored-children --", "heir ignored-signals blocked-signals --", "heir timers slack --",
        "heir descriptors --", "heir personality --", "heir no-access-for-anybody --",
        "heir deleted-directory --", "ulimit -Sn 20; ulimit -Sf 100; ulimit -St 1; ulimit -Ss 64;",
        "ulimit -Ss unlimited;", "export GTEST_TOTAL_SHARDS=9 GTEST_SHARD_INDEX=8;",
        "export GTEST_FILTER=none TESTBRIDGE_TEST_ONLY=none GTEST_FAIL_FAST=1 GTEST_THROW_ON_FAILURE=1;",
        "export TSAN_OPTIONS=exitcode=1 LD_LIBRARY_PATH=/nowhere MALLOC_PERTURB_=165 CPATH=/nowhere "
        "GCC_EXEC_PREFIX=/nowhere/ LIBRARY_PATH=/nowhere LC_ALL=tr_TR.UTF-8 TZ=Asia/Kolkata;",
        "unset HOME;", "env --ignore-environment", "taskset -c 0"));

TEST(InheritedDescriptors, ThatAreClosedAreNotTakenForFiles) {
    const OnMachine machine;
    expect_all_pass(machine.grade("heir closed-standard-descriptors --", 4, some_checks));
}

TEST(InheritedMask, HoldsForTheUsersFiles) {
    const OnMachine machine;
    expect_all_pass(machine.grade("heir no-access-for-others --", 4, some_checks));
    struct stat about {};
    ASSERT_EQ(::stat((machine.directory() / "document.json").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST(InheritedHangUp, IsStillIgnored) {
    const OnMachine machine;
    // The document is there as soon as the work has begun.
    const std::string document = (machine.directory() / "document.json").string();
    const Graded graded =
        machine.grade("start() { heir ignored-hang-up -- \"$@\" & local pid=$!; until [[ -s " + document +
                          " ]]; do sleep 0.01; done; kill -HUP $pid && echo sent; wait $pid; }; start",
                      4, some_checks);
    expect_all_pass(graded);
    EXPECT_THAT(graded.printed, HasSubstr("sent"));
}

TEST(StandardOutput, ThatTakesNothingIsAnError) {
    const OnMachine machine;
    for (const char* arguments : {"doctor", "--help", "grade --help"}) {
        const Graded told = machine.run("exec >/dev/full;", arguments);
        EXPECT_EQ(told.status, 3) << arguments;
        EXPECT_THAT(told.complaint, HasSubstr("cannot write to standard output: No space left on device"));
    }
    const Graded graded = machine.grade("exec >/dev/full;", 4, {"EchoesOneMessage"});
    EXPECT_EQ(graded.status, 3);
    EXPECT_THAT(graded.complaint, HasSubstr("cannot write to standard output"));
    EXPECT_THAT(graded.with("pass"), SizeIs(1));  // the document has it
}

}  // namespace
}  // namespace grader
