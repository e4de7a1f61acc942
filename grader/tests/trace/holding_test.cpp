// Readers that are held: stopped with the bytes they have got, while everybody else goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "traced.hpp"

namespace grader {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

class HeldReaders : public WithTracer {};

TEST_F(HeldReaders, StayStoppedWhileOthersRunUntilTheyAreReleased) {
    Traced program("held");
    ASSERT_TRUE(program.prints("ready\n"));
    EXPECT_THAT(program.held(), IsEmpty());
    program.hold_at({.reads = true});
    program.go();
    ASSERT_TRUE(program.waits_until([&] { return !program.held().empty(); }));
    const auto held = program.held();
    const std::vector<Event> reads = program.calls(Call::recvfrom);
    ASSERT_THAT(reads, SizeIs(1)) << "the call has returned";
    EXPECT_EQ(reads[0].result, 1);
    EXPECT_THAT(held, testing::ElementsAre(reads[0].tid));

    program.go();
    ASSERT_TRUE(program.prints("the other one goes on\n"));
    EXPECT_THAT(program.output(), Not(HasSubstr("the reader goes on")));
    EXPECT_FALSE(program.log().death_of(held[0]));

    program.release_held();
    EXPECT_THAT(program.ends(), EndsWith("the other one goes on\nthe reader goes on\n"));
    EXPECT_THAT(program.calls(Call::write), SizeIs(2))
        << "the third, after the release, was not to be slowed down";
    EXPECT_TRUE(program.log().death_of(held[0]));
    EXPECT_EQ(program.exit()->value, 0);
}

TEST_F(HeldReaders, AreNoneWithoutTheOrder) {
    Traced program("held");
    ASSERT_TRUE(program.prints("ready\n"));
    program.go();
    ASSERT_TRUE(program.prints("the reader goes on\n"));
    program.go();
    EXPECT_THAT(program.ends(), EndsWith("the reader goes on\nthe other one goes on\n"));
}

TEST_F(HeldReaders, AreOnlyThoseThatReadConnections) {
    Traced program("pair");
    ASSERT_TRUE(program.prints("ready\n"));
    program.hold_at({.reads = true});
    program.go();
    EXPECT_THAT(program.ends(), HasSubstr("recv 1\n"));
}

/// Runs "milestones", held at these points: what it has said when a thread is held, and in the end.
std::pair<std::string, std::string> said_until_held(const HoldPoints& points) {
    Traced program("milestones");
    EXPECT_TRUE(program.prints("ready\n"));
    program.hold_at(points);
    program.go();
    EXPECT_TRUE(program.waits_until([&] { return !program.held().empty(); }));
    const std::string then = program.output();
    program.release_held();
    return {then, program.ends()};
}

constexpr const char* all_milestones = "ready\naccepted\nborn\nclosed\n";

TEST_F(HeldReaders, AreNotTheOnlyOnes) {
    EXPECT_THAT(said_until_held({.accepts = true}), Pair("ready\n", all_milestones));
    EXPECT_THAT(said_until_held({.births = true}), Pair("ready\naccepted\n", all_milestones));
    EXPECT_THAT(said_until_held({.closes = true}), Pair("ready\naccepted\nborn\n", all_milestones));
}

TEST_F(HeldReaders, AreLetGoOneByOneAndHeldAgain) {
    Traced program("milestones");
    ASSERT_TRUE(program.prints("ready\n"));
    program.hold_at({.births = true, .closes = true, .accepts = true});
    program.go();
    for (int turn = 0; turn < 3; ++turn) {
        ASSERT_TRUE(program.waits_until([&] { return program.held().size() == 1; }));
        const int thread = program.held()[0];
        program.release(thread);
    }
    EXPECT_EQ(program.ends(), all_milestones);
}

TEST_F(HeldReaders, DieWithTheirProgram) {
    Traced program("held");
    ASSERT_TRUE(program.prints("ready\n"));
    program.hold_at({.reads = true});
    program.go();
    ASSERT_TRUE(program.waits_until([&] { return !program.held().empty(); }));
    program.signal(SIGKILL);
    program.ends();
    ASSERT_TRUE(program.exit().has_value());
    EXPECT_EQ(program.exit()->kind, Exit::Kind::signalled);
    EXPECT_EQ(program.exit()->value, SIGKILL);
}

}  // namespace
}  // namespace grader
