// The stacks that come with the first calls of a kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "evidence/proc/snapshot.hpp"
#include "traced.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class StackTraces : public WithTracer {};

/// Stacks of the first calls of recvfrom(), the first of which comes when all libraries have been loaded.
TraceSpec stacks_of_reads(int how_many) {
    TraceSpec trace;
    trace.calls = {Call::recvfrom};
    trace.stacks_per_call = how_many;
    return trace;
}

std::vector<Frame> own_frames(const Event& event) {
    std::vector<Frame> own;
    for (const Frame& frame : event.stack) {
        if (std::filesystem::path(frame.file).filename() == "traced_program.cpp") own.push_back(frame);
    }
    return own;
}

TEST_F(StackTraces, LeadToTheLineThatMadeTheCall) {
    Traced program("stacks", stacks_of_reads(1));
    const int line = std::stoi(program.ends());
    const std::vector<Event> reads = program.calls(Call::recvfrom);
    ASSERT_THAT(reads, SizeIs(3));
    const std::vector<Frame> own = own_frames(reads[0]);
    ASSERT_FALSE(own.empty()) << "no frame of the program in a stack of " << reads[0].stack.size();
    EXPECT_THAT(own[0].function, HasSubstr("read_a_byte"));
    EXPECT_EQ(own[0].line, line);
}

TEST_F(StackTraces, HaveTheCallersBehindIt) {
    Traced program("stacks", stacks_of_reads(1));
    program.ends();
    const std::vector<Frame> own = own_frames(program.calls(Call::recvfrom).at(0));
    ASSERT_GE(own.size(), 3U);
    EXPECT_THAT(own[1].function, HasSubstr("serve_one"));
    EXPECT_THAT(own[2].function, HasSubstr("stacks"));
    EXPECT_LT(own[0].line, own[1].line);
    EXPECT_LT(own[1].line, own[2].line);
    EXPECT_THAT(own.back().function, HasSubstr("main"));
}

TEST_F(StackTraces, AreWholeForLibrariesThatWereLoadedAfterTheFirstStack) {
    TraceSpec trace = following_all();  // the dynamic linker's own reads and closes come first
    trace.stacks_per_call = 1;
    Traced program("stacks", trace);
    const int line = std::stoi(program.ends());
    const std::vector<Frame> own = own_frames(program.calls(Call::recvfrom).at(0));
    ASSERT_FALSE(own.empty());
    EXPECT_THAT(own[0].function, HasSubstr("read_a_byte"));
    EXPECT_EQ(own[0].line, line);
}

TEST_F(StackTraces, ComeWithAsManyCallsOfAKindAsWereAskedFor) {
    Traced program("stacks", stacks_of_reads(2));
    program.ends();
    std::vector<bool> has_stack;
    for (const Event& read : program.calls(Call::recvfrom)) has_stack.push_back(!read.stack.empty());
    EXPECT_THAT(has_stack, ElementsAre(true, true, false));
}

TEST_F(StackTraces, AreTheSameWheneverTheSameCallIsMade) {
    Traced program("stacks", stacks_of_reads(3));
    program.ends();
    const std::vector<Event> reads = program.calls(Call::recvfrom);
    ASSERT_THAT(reads, SizeIs(3));
    for (const Event& read : reads) {
        ASSERT_EQ(read.stack.size(), reads[0].stack.size());
        for (std::size_t index = 0; index < read.stack.size(); ++index) {
            EXPECT_EQ(read.stack[index].function, reads[0].stack[index].function);
            EXPECT_EQ(read.stack[index].line, reads[0].stack[index].line);
        }
    }
}

TEST_F(StackTraces, ComeOnlyWhenAskedFor) {
    Traced program("stacks");
    program.ends();
    const auto has_stack = [](const Event& event) { return !event.stack.empty(); };
    EXPECT_THAT(program.log().all(has_stack), IsEmpty());
}

/// What reads the program's files is a process beside it, and none of the program's own.
TEST_F(StackTraces, AreReadByNoProcessThatCountsAsTheProgramsOwn) {
    TraceSpec trace = stacks_of_reads(1);
    Traced program("stacks-and-waits", trace);
    ASSERT_TRUE(program.prints("waiting"));
    // What it prints may be here before what it did.
    ASSERT_TRUE(program.waits_until([&] { return !program.calls(Call::recvfrom).empty(); }));
    ASSERT_FALSE(program.calls(Call::recvfrom).at(0).stack.empty());
    const std::optional<Snapshot> seen = program.glance({});
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->processes, 1);
}

/// A helper that dies of it does not take the stack with it.
TEST_F(StackTraces, LeaveANameAsItIsThatCannotBeMadeReadable) {
    Traced program("bomb", stacks_of_reads(2));
    program.ends();
    for (const Event& read : program.calls(Call::recvfrom)) {
        const std::vector<Frame> own = own_frames(read);
        ASSERT_GE(own.size(), 4U);
        EXPECT_THAT(own[0].function, HasSubstr("read_a_byte"));
        EXPECT_THAT(own[1].function, StartsWith("_Z1fI1AIiiES0_IS1_S1_ES0_"));
        EXPECT_THAT(own[2].function, HasSubstr("bomb"));
    }
}

}  // namespace
}  // namespace grader
