// What makes threads hard to follow: the tracer refuses it, or follows all the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>

#include "traced.hpp"

namespace grader {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ATracedProgram : public WithTracer {};

TEST_F(ATracedProgram, HasNoThreadsAndProcessesThatShareHalfOfWhatTheyShould) {
    Traced program("apart");
    const std::string output = program.ends();
    EXPECT_THAT(output, HasSubstr("thread without the descriptors EPERM"));
    EXPECT_THAT(output, HasSubstr("process with the memory EPERM"));
    EXPECT_THAT(output, HasSubstr("process with the descriptors EPERM"));
    EXPECT_THAT(output, HasSubstr("spawned 0")) << "posix_spawn() shares the memory until it executes";
    EXPECT_THAT(program.calls(Call::clone), Contains(Field(&Event::refused, true)).Times(3));
}

TEST_F(ATracedProgram, HasDescriptorsThatAreSeenWhenMainHasEnded) {
    Traced program("finished-main");
    const std::string output = program.ends();
    const std::vector<Event> reads = program.calls(Call::recvfrom);
    ASSERT_THAT(reads, SizeIs(1));
    EXPECT_EQ(reads[0].descriptor.kind, DescriptorKind::connection);
    EXPECT_EQ(output, "port " + std::to_string(reads[0].descriptor.peer_port) + "\n");
}

TEST_F(ATracedProgram, MovesTheBytesOfAllMessagesOfOneCall) {
    Traced program("messages");
    program.ends();
    for (const Call call : {Call::sendmmsg, Call::recvmmsg}) {
        const std::vector<Event> calls = program.calls(call);
        ASSERT_THAT(calls, SizeIs(1)) << name_of(call);
        EXPECT_EQ(calls[0].result, 2) << name_of(call);
        EXPECT_EQ(calls[0].bytes, 11) << name_of(call);
    }
}

TEST_F(ATracedProgram, SleepsOnInTheSameCallWhenItHasBeenStoppedAndContinued) {
    Traced program("sleeps");
    ASSERT_TRUE(program.prints("ready"));
    const auto sleep = [&]() -> std::optional<Event> {
        for (const Event& call : program.calls_in_flight()) {
            if (about(call.call).waits == Waits::for_a_time) return call;
        }
        return std::nullopt;
    };
    ASSERT_TRUE(program.waits_until([&] { return sleep().has_value(); }));
    const std::uint64_t begun = sleep()->begin;
    program.signal(SIGSTOP);
    program.signal(SIGCONT);
    // By restart_syscall(2).
    ASSERT_TRUE(program.waits_until([&] {
        const std::optional<Event> now = sleep();
        return now && now->begin > begun;
    }));
    ASSERT_TRUE(sleep());
    EXPECT_EQ(sleep()->asked_ns, 60'000'000'000);
    EXPECT_FALSE(program.exit());
}

TEST_F(ATracedProgram, ShowsTheStackOfACallInWhichItSleepsAndSleepsOn) {
    Traced program("waits-for-a-bell");
    ASSERT_TRUE(program.prints("ready"));
    int thread = 0;
    ASSERT_TRUE(program.waits_until([&] {
        for (const Event& call : program.calls_in_flight()) {
            if (call.call == Call::read) thread = call.tid;
        }
        return thread != 0;
    }));
    program.take_stack(thread);
    const auto with_a_stack = [&] {
        for (const Event& read : program.calls(Call::read)) {
            if (!read.stack.empty()) return read;
        }
        return Event();
    };
    ASSERT_TRUE(program.waits_until([&] { return !with_a_stack().stack.empty(); }));
    EXPECT_THAT(with_a_stack().stack, Contains(Field(&Frame::function, HasSubstr("wait_for_the_bell"))));
    program.go();
    EXPECT_THAT(program.ends(), HasSubstr("read 0")) << "the program has noticed nothing";
}

TEST_F(ATracedProgram, IsFollowedWhenAnotherThreadThanTheFirstExecutesAProgram) {
    Traced program("thread-executes");
    ASSERT_TRUE(program.prints("ready"));
    program.go();
    EXPECT_THAT(program.ends(), HasSubstr("again"));
    EXPECT_THAT(program.calls(Call::close), Contains(Field(&Event::result, -EBADF)));
    ASSERT_TRUE(program.exit());
    EXPECT_EQ(program.exit()->describe(), "exited with status 0");
}

}  // namespace
}  // namespace grader
