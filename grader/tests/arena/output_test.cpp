// What a launched program prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "base/files.hpp"
#include "launching.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::Gt;
using ::testing::Lt;

// The beginning and the end; see kept_output_test.cpp.
constexpr std::size_t kept = 256 * 1024;
constexpr std::size_t most = 400 * 1024;

TEST(Output, IsKeptApartFromErrors) {
    const Outcome outcome = run(shell("echo out; echo err >&2; echo more; exit 1"));
    EXPECT_EQ(outcome.output, "out\nmore\n");
    EXPECT_EQ(outcome.error, "err\n");
}

TEST(Output, OfAProgramThatCrashesIsThereToTheLastByte) {
    const Outcome outcome = run(shell("echo last words; kill -KILL $$"));
    EXPECT_EQ(outcome.output, "last words\n");
}

TEST(Output, IsKeptByteForByte) {
    EXPECT_EQ(run(shell("printf 'a\\000b\\377'")).output, std::string("a\0b\xff", 4));
}

TEST(Output, BeyondWhatIsKeptIsReadAndForgotten) {
    const Outcome outcome = run(shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 2"));
    EXPECT_THAT(outcome.output.size(), AllOf(Gt(kept), Lt(most)));
    EXPECT_THAT(outcome.error.size(), AllOf(Gt(kept), Lt(most)));
    ASSERT_TRUE(outcome.exit);
    EXPECT_EQ(outcome.exit->value, 2) << outcome.exit->describe();
}

TEST(Output, WithoutEndLosesItsReader) {
    const Outcome outcome = run(shell("exec yes"));
    EXPECT_THAT(outcome.output.size(), AllOf(Gt(kept), Lt(most)));
    ASSERT_TRUE(outcome.exit);
    EXPECT_EQ(outcome.exit->kind, Exit::Kind::signalled);
    EXPECT_EQ(outcome.exit->value, SIGPIPE);
}

TEST(Output, WithoutEndFillsNoMemory) {
    const auto resident_kilobytes = [] {
        const std::string status = read_file("/proc/self/status").value_or("");
        return std::stol(status.substr(status.find("VmRSS:") + 6));
    };
    const std::string mark = new_mark();
    {
        Process process(troublemaker("flood", mark));
        ASSERT_TRUE(process.wait_until(long_enough, [&] {
            return process.standard_output().size() > kept && process.standard_error().size() > kept;
        }));
        const long before = resident_kilobytes();
        // It takes no notice of its pipe's end, and goes on until it is ended.
        EXPECT_FALSE(process.wait_for_exit(std::chrono::seconds(1)));
        EXPECT_LT(resident_kilobytes() - before, 16 * 1024);
        EXPECT_LT(process.standard_output().size(), most);
    }
    EXPECT_EQ(count_marked(mark), 0);
}

TEST(Output, HeldByAnOrphanEndsWithTheProgram) {
    const std::string mark = new_mark();
    const Outcome outcome = run(troublemaker("hold-the-pipes", mark));
    ASSERT_TRUE(outcome.exit);
    EXPECT_EQ(outcome.exit->value, 4);
    EXPECT_EQ(count_marked(mark), 0);
}

}  // namespace
}  // namespace grader
