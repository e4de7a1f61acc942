// Which call a rule hits is a matter of counting, and the same in every run.
#include "evidence/trace/faults.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "traced.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t plenty = 4'096;

Event call_on(const std::string& kind, const std::string& name) {
    Event call;
    call.what = "call";
    call.name = name;
    call.descriptor.number = 5;
    call.descriptor.kind = kind;
    return call;
}

/// Which of `count` calls of one name are hit, counted from 1.
std::vector<int> hits(Faults& faults, const std::string& call, int count,
                      const std::string& kind = "connection") {
    std::vector<int> numbers;
    for (int number = 1; number <= count; ++number) {
        if (faults.strike(call_on(kind, call), plenty) != nullptr) numbers.push_back(number);
    }
    return numbers;
}

TEST(Faults, HitEveryKthCall) {
    Faults third({failing({"read"}, 3, EINTR)});
    EXPECT_THAT(hits(third, "read", 10), ElementsAre(3, 6, 9));
    Faults each({failing({"read"}, 1, EINTR)});
    EXPECT_THAT(hits(each, "read", 3), ElementsAre(1, 2, 3));
}

TEST(Faults, CountOnlyCallsTheRuleNames) {
    Faults faults({failing({"read", "recvfrom"}, 2, EINTR)});
    EXPECT_THAT(hits(faults, "write", 5), IsEmpty());
    EXPECT_THAT(hits(faults, "read", 1), IsEmpty());
    EXPECT_THAT(hits(faults, "recvfrom", 1), ElementsAre(1)) << "the second of both together";
}

TEST(Faults, InterruptOnlyWhatWaits) {
    Event poll = call_on("listener", "poll");
    Faults each({failing({"poll"}, 1, EINTR)});
    poll.asked_ns = 0;
    EXPECT_EQ(each.strike(poll, 0), nullptr);
    poll.asked_ns = 1'000;
    EXPECT_NE(each.strike(poll, 0), nullptr);
    poll.asked_ns = -1;
    EXPECT_NE(each.strike(poll, 0), nullptr);
}

TEST(Faults, StopAfterAsManyHitsAsTheRuleAllows) {
    Faults twice({failing({"accept"}, 2, ECONNABORTED, 2)});
    EXPECT_THAT(hits(twice, "accept", 10), ElementsAre(2, 4));
    Faults never({failing({"accept"}, 1, ECONNABORTED, 0)});
    EXPECT_THAT(hits(never, "accept", 10), IsEmpty());
}

TEST(Faults, OfConnectionsNeitherHitNorCountAnythingElse) {
    FaultRule rule = failing({"read"}, 2, EINTR);
    rule.scope = FaultScope::from_connections;
    Faults faults({rule});
    for (const char* kind : {"file", "pipe", "eventfd", "socket", "listener", "none"})
        EXPECT_THAT(hits(faults, "read", 2, kind), IsEmpty()) << kind;
    EXPECT_THAT(hits(faults, "read", 4), ElementsAre(2, 4));
}

TEST(Faults, KnowTheTwoDirectionsOfSplice) {
    FaultRule taking = failing({"splice"}, 1, EINTR);
    taking.scope = FaultScope::from_connections;
    FaultRule giving = failing({"splice"}, 1, EAGAIN);
    giving.scope = FaultScope::to_connections;
    Event in = call_on("connection", "splice");
    in.other.kind = "pipe";
    Event out = call_on("pipe", "splice");
    out.other.kind = "connection";
    Faults faults({taking, giving});
    ASSERT_NE(faults.strike(in, plenty), nullptr);
    EXPECT_EQ(faults.strike(in, plenty)->error, EINTR);
    ASSERT_NE(faults.strike(out, plenty), nullptr);
    EXPECT_EQ(faults.strike(out, plenty)->error, EAGAIN);
}

TEST(Faults, OfCutsNeitherHitNorCountCallsThatAskForNoMore) {
    Faults faults({cutting({"read"}, 2, 8)});
    const Event read = call_on("connection", "read");
    std::vector<bool> hit;
    for (const std::uint64_t asked : {9U, 8U, 0U, 9U}) hit.push_back(faults.strike(read, asked) != nullptr);
    EXPECT_THAT(hit, ElementsAre(false, false, false, true));
}

TEST(Faults, OfTwoRulesHitOneCallOnlyOnceAndTheFirstRuleWins) {
    Faults faults({failing({"read"}, 2, EINTR), failing({"read"}, 3, EAGAIN)});
    std::vector<int> errors;
    for (int number = 0; number < 6; ++number) {
        const FaultRule* rule = faults.strike(call_on("connection", "read"), plenty);
        errors.push_back(rule == nullptr ? 0 : rule->error);
    }
    EXPECT_THAT(errors, ElementsAre(0, EINTR, EAGAIN, EINTR, 0, EINTR)) << "both count every call";
}

TEST(Faults, ARuleThatLostToAnotherHasNotSpentAHit) {
    Faults faults({failing({"read"}, 2, EINTR, 1), failing({"read"}, 2, EAGAIN, 1)});
    std::vector<int> errors;
    for (int number = 0; number < 6; ++number) {
        const FaultRule* rule = faults.strike(call_on("connection", "read"), plenty);
        errors.push_back(rule == nullptr ? 0 : rule->error);
    }
    EXPECT_THAT(errors, ElementsAre(0, EINTR, 0, EAGAIN, 0, 0));
}

TEST(Faults, GiveTheRuleThatHit) {
    Faults faults({cutting({"write"}, 1, 7)});
    const FaultRule* rule = faults.strike(call_on("connection", "write"), plenty);
    ASSERT_NE(rule, nullptr);
    EXPECT_EQ(rule->cut_to, 7U);
    EXPECT_EQ(rule->error, 0);
}

TEST(Faults, MayStrikeExactlyWhatSomeRuleNames) {
    const Faults faults({failing({"read"}, 3, EINTR), failing({"accept", "accept4"}, 1, EINTR)});
    EXPECT_TRUE(faults.may_strike("read"));
    EXPECT_TRUE(faults.may_strike("accept4"));
    EXPECT_FALSE(faults.may_strike("write"));
    EXPECT_FALSE(Faults().may_strike("read"));
}

TEST(Faults, WithoutRulesHitNothing) {
    Faults faults;
    EXPECT_THAT(hits(faults, "read", 10), IsEmpty());
}

TEST(Faults, LetTimeElapseOnlyWhereAConnectionIsWaitedForAndNotForEver) {
    FaultRule over;
    over.calls = {"recvfrom", "poll"};
    over.elapses = true;
    Faults each({over});
    Event read = call_on("connection", "recvfrom");
    EXPECT_EQ(each.strike(read, plenty), nullptr) << "it waits for ever";
    read.asked_ns = 1'000;
    EXPECT_NE(each.strike(read, plenty), nullptr);
    Event poll = call_on("", "poll");
    poll.asked_ns = 1'000;
    EXPECT_EQ(each.strike(poll, plenty), nullptr) << "it waits for nobody";
    poll.waited = {read.descriptor};
    EXPECT_NE(each.strike(poll, plenty), nullptr);
    poll.waited[0].kind = "listener";
    EXPECT_EQ(each.strike(poll, plenty), nullptr);
}

}  // namespace
}  // namespace grader
