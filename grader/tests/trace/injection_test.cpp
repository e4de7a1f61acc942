// Faults injected into a running program: what it sees of them, and what it does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "traced.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Injection : public WithTracer {};

std::vector<std::int64_t> results(const std::vector<Event>& calls) {
    std::vector<std::int64_t> values;
    for (const Event& call : calls) values.push_back(call.result);
    return values;
}

FaultRule reading(FaultRule rule) {
    rule.scope = FaultScope::from_connections;
    return rule;
}

TEST_F(Injection, InterruptsEveryThirdReadAndTakesNothingFromTheStream) {
    Traced program("six-reads", following_all({reading(failing({Call::read}, 3, EINTR))}));
    ASSERT_TRUE(program.prints("ready\n"));
    program.go();
    EXPECT_THAT(program.ends(), HasSubstr("a b EINTR c d EINTR \n"));
    const std::vector<Event> reads = program.log().all([](const Event& event) {
        const Descriptor* source = read_from(event);
        return is_connection(source);
    });
    EXPECT_THAT(results(reads), ElementsAre(1, 1, -EINTR, 1, 1, -EINTR));
    for (const Event& read : reads) {
        EXPECT_EQ(read.injected, read.result < 0);
        EXPECT_FALSE(read.restarted) << "no signal came";
    }
}

TEST_F(Injection, StopsAfterAsManyAsItMay) {
    Traced program("six-reads", following_all({reading(failing({Call::read, Call::recvfrom}, 1, EIO, 2))}));
    ASSERT_TRUE(program.prints("ready\n"));
    program.go();
    EXPECT_THAT(program.ends(), HasSubstr("EIO EIO a b c d \n"));
}

TEST_F(Injection, OfAShortReadShowsInTheResultAloneAndNotInTheRegisters) {
    Traced program("cut-reads", following_all({reading(cutting({Call::read}, 1, 3))}));
    EXPECT_THAT(program.ends(), HasSubstr("read 3 012, 16 is still 16\n"));
    const std::vector<Event> cut = program.log().all([](const Event& event) { return event.injected; });
    ASSERT_THAT(cut, SizeIs(1));
    EXPECT_EQ(cut[0].result, 3);
    EXPECT_EQ(cut[0].arguments.at(2), 16U) << "the log has what the program asked for";
}

TEST_F(Injection, CutsAVectorAndGivesTheProgramItsLengthsBack) {
    Traced program("cut-reads", following_all({reading(cutting({Call::readv, Call::recvmsg}, 1, 2))}));
    const std::string output = program.ends();
    EXPECT_THAT(output, HasSubstr("read 16 0123456789abcdef, 16 is still 16\n"));
    EXPECT_THAT(output, HasSubstr("readv 2 gh, lengths are still 4 4\n"));
    EXPECT_THAT(output, HasSubstr("recvmsg 2 ij, length is still 8\n"));
}

TEST_F(Injection, LeavesCallsAloneThatAskForNoMore) {
    Traced program("cut-reads",
                   following_all({reading(cutting({Call::read, Call::readv, Call::recvmsg}, 1, 64))}));
    const std::string output = program.ends();
    EXPECT_THAT(output, HasSubstr("read 16 0123456789abcdef, 16 is still 16\n"));
    EXPECT_THAT(output, HasSubstr("readv 8 ghijklmn, lengths are still 4 4\n"));
}

TEST_F(Injection, IsNotClaimedWhereNothingWasCut) {
    Traced program("cut-reads",
                   following_all({reading(cutting({Call::read, Call::readv, Call::recvmsg}, 1, 64))}));
    program.ends();
    EXPECT_THAT(program.log().all([](const Event& event) { return event.injected; }), SizeIs(0));
}

TEST_F(Injection, IsNeededNowhereToRefuseEscapes) {
    Traced program("escapes");
    const std::string output = program.ends();
    EXPECT_THAT(output, HasSubstr("clone into a user namespace EPERM\n"));
    EXPECT_THAT(output, HasSubstr("io_uring_setup ENOSYS\n"));
    EXPECT_THAT(output, HasSubstr("unshare EPERM\n"));
    // CLONE_UNTRACED was taken away: the child came and went under the tracer's eyes.
    const EventLog log = program.log();
    const Event* born =
        log.first([](const Event& event) { return event.what == EventKind::process_started; });
    ASSERT_NE(born, nullptr);
    EXPECT_THAT(output, HasSubstr("untraced " + std::to_string(born->tid) + "\n"));
}

TEST_F(Injection, LetsTheTimeOfAWaitElapseAtOnce) {
    FaultRule over;
    over.calls = {Call::recvfrom, Call::poll, Call::ppoll, Call::select, Call::pselect6};
    over.elapses = true;
    Traced program("long-waits", following_all({over}));
    EXPECT_EQ(program.ends(), "recv EAGAIN\npoll 0\nppoll 0\nof 60 s\nselect 0\nset 0\npoll 1\n")
        << "the last one waits for ever, and for something that comes";
}

}  // namespace
}  // namespace grader
