#include "arena/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <variant>

#include "launching.hpp"
#include "warden/protocol.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using Kind = Exit::Kind;

TEST(Process, ReportsTheExitStatus) {
    for (const int status : {0, 1, 7, 127, 255}) {
        const Outcome outcome = run(shell("exit " + std::to_string(status)));
        ASSERT_TRUE(outcome.exit);
        EXPECT_EQ(outcome.exit->kind, Kind::exited);
        EXPECT_EQ(outcome.exit->value, status);
        EXPECT_EQ(outcome.exit->describe(), "exited with status " + std::to_string(status));
    }
}

TEST(Process, ReportsTheSignalThatEndedIt) {
    for (const int number : {SIGSEGV, SIGABRT, SIGKILL, SIGTERM}) {
        const Outcome outcome = run(shell("kill -" + std::to_string(number) + " $$"));
        ASSERT_TRUE(outcome.exit);
        EXPECT_EQ(outcome.exit->kind, Kind::signalled);
        EXPECT_EQ(outcome.exit->value, number);
    }
    EXPECT_EQ((Exit{Kind::signalled, SIGSEGV, ""}).describe(), "was ended by signal 11 (Segmentation fault)");
}

TEST(Process, SaysWhyAProgramCouldNotBeLaunched) {
    const Outcome missing = run(arena().launch({"/usr/bin/no-such-program"}));
    ASSERT_TRUE(missing.exit);
    EXPECT_EQ(missing.exit->kind, Kind::not_launched);
    EXPECT_THAT(missing.exit->describe(),
                HasSubstr("could not be launched: execute /usr/bin/no-such-program"));
    EXPECT_THAT(missing.exit->message, HasSubstr("No such file or directory"));

    const Outcome no_program = run(arena().launch({"/usr"}));
    ASSERT_TRUE(no_program.exit);
    EXPECT_EQ(no_program.exit->kind, Kind::not_launched);

    LaunchSpec nowhere = shell("true");
    nowhere.directory = "/no/such/directory";
    const Outcome unplaced = run(nowhere);
    ASSERT_TRUE(unplaced.exit);
    EXPECT_THAT(unplaced.exit->message, HasSubstr("/no/such/directory"));
}

TEST(Process, HasNoExitWhileItRuns) {
    Process process(troublemaker("sleep", new_mark()));
    ASSERT_TRUE(prints(process, "sleeping"));
    EXPECT_FALSE(process.exit());
    EXPECT_FALSE(process.wait_for_exit(std::chrono::milliseconds(1)));
    EXPECT_FALSE(process.wait_until(std::chrono::milliseconds(1), [] { return false; }));
    process.signal(SIGTERM);
    ASSERT_TRUE(process.wait_for_exit(long_enough));
    EXPECT_EQ(process.exit()->value, SIGTERM);
}

TEST(Process, IsToldSignalsThatItCanHandle) {
    Process process(shell("trap 'echo told; exit 5' TERM; echo ready; while :; do sleep 0.01; done"));
    ASSERT_TRUE(prints(process, "ready"));
    process.signal(SIGTERM);
    const auto exit = process.wait_for_output_end(long_enough);
    ASSERT_TRUE(exit);
    EXPECT_EQ(exit->kind, Kind::exited);
    EXPECT_EQ(exit->value, 5);
    EXPECT_EQ(process.standard_output(), "ready\ntold\n");
}

TEST(Process, PassesOnTheMessagesOfItsWarden) {
    std::atomic<int> starts = 0;
    Process process(shell("true"), [&](const from_warden::Message& message) {
        const auto* const started = std::get_if<from_warden::Started>(&message.what);
        if (started != nullptr && started->process > 0) ++starts;
    });
    ASSERT_TRUE(process.wait_for_exit(long_enough));
    EXPECT_EQ(starts, 1);
}

TEST(Process, CannotBeToldAnythingOnceItIsGone) {
    Process process(shell("exit 6"));
    ASSERT_TRUE(process.wait_for_exit(long_enough));
    process.signal(SIGTERM);
    EXPECT_TRUE(comes_true([&] { return !process.send({0, to_warden::Signal{SIGTERM}}); }));
    EXPECT_EQ(process.exit()->value, 6);
}

TEST(Process, RunsBesideOthers) {
    const std::string mark = new_mark();
    {
        std::vector<std::unique_ptr<Process>> all;
        for (int number = 0; number < 10; ++number)
            all.push_back(std::make_unique<Process>(troublemaker("sleep", mark)));
        for (auto& process : all) EXPECT_TRUE(prints(*process, "sleeping"));
        EXPECT_EQ(count_marked(mark), 10);
        all[3].reset();
        EXPECT_EQ(count_marked(mark), 9);
    }
    EXPECT_EQ(count_marked(mark), 0);
}

}  // namespace
}  // namespace grader
