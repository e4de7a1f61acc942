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

Event call_on(DescriptorKind kind, Call name) {
    Event call;
    call.what = EventKind::call;
    call.call = name;
    call.descriptor.number = 5;
    call.descriptor.kind = kind;
    return call;
}

/// Which of `count` calls of one name are hit, counted from 1.
std::vector<int> hits(Faults& faults, Call call, int count,
                      DescriptorKind kind = DescriptorKind::connection) {
    std::vector<int> numbers;
    for (int number = 1; number <= count; ++number) {
        if (faults.strike(call_on(kind, call), plenty) != nullptr) numbers.push_back(number);
    }
    return numbers;
}

TEST(Faults, HitEveryKthCall) {
    Faults third({failing({Call::read}, 3, EINTR)});
    EXPECT_THAT(hits(third, Call::read, 10), ElementsAre(3, 6, 9));
    Faults each({failing({Call::read}, 1, EINTR)});
    EXPECT_THAT(hits(each, Call::read, 3), ElementsAre(1, 2, 3));
}

TEST(Faults, CountOnlyCallsTheRuleNames) {
    Faults faults({failing({Call::read, Call::recvfrom}, 2, EINTR)});
    EXPECT_THAT(hits(faults, Call::write, 5), IsEmpty());
    EXPECT_THAT(hits(faults, Call::read, 1), IsEmpty());
    EXPECT_THAT(hits(faults, Call::recvfrom, 1), ElementsAre(1)) << "the second of both together";
}

TEST(Faults, InterruptOnlyWhatWaits) {
    Event poll = call_on(DescriptorKind::listener, Call::poll);
    Faults each({failing({Call::poll}, 1, EINTR)});
    poll.asked_ns = 0;
    EXPECT_EQ(each.strike(poll, 0), nullptr);
    poll.asked_ns = 1'000;
    EXPECT_NE(each.strike(poll, 0), nullptr);
    poll.asked_ns = -1;
    EXPECT_NE(each.strike(poll, 0), nullptr);
}

TEST(Faults, StopAfterAsManyHitsAsTheRuleAllows) {
    Faults twice({failing({Call::accept}, 2, ECONNABORTED, 2)});
    EXPECT_THAT(hits(twice, Call::accept, 10), ElementsAre(2, 4));
    Faults never({failing({Call::accept}, 1, ECONNABORTED, 0)});
    EXPECT_THAT(hits(never, Call::accept, 10), IsEmpty());
}

TEST(Faults, OfConnectionsNeitherHitNorCountAnythingElse) {
    FaultRule rule = failing({Call::read}, 2, EINTR);
    rule.scope = FaultScope::from_connections;
    Faults faults({rule});
    for (const DescriptorKind kind : {DescriptorKind::file, DescriptorKind::pipe, DescriptorKind::eventfd,
                                      DescriptorKind::socket, DescriptorKind::listener, DescriptorKind::none})
        EXPECT_THAT(hits(faults, Call::read, 2, kind), IsEmpty()) << name_of(kind);
    EXPECT_THAT(hits(faults, Call::read, 4), ElementsAre(2, 4));
}

TEST(Faults, KnowTheTwoDirectionsOfSplice) {
    FaultRule taking = failing({Call::splice}, 1, EINTR);
    taking.scope = FaultScope::from_connections;
    FaultRule giving = failing({Call::splice}, 1, EAGAIN);
    giving.scope = FaultScope::to_connections;
    Event in = call_on(DescriptorKind::connection, Call::splice);
    in.other.kind = DescriptorKind::pipe;
    Event out = call_on(DescriptorKind::pipe, Call::splice);
    out.other.kind = DescriptorKind::connection;
    Faults faults({taking, giving});
    ASSERT_NE(faults.strike(in, plenty), nullptr);
    EXPECT_EQ(faults.strike(in, plenty)->error, EINTR);
    ASSERT_NE(faults.strike(out, plenty), nullptr);
    EXPECT_EQ(faults.strike(out, plenty)->error, EAGAIN);
}

TEST(Faults, OfCutsNeitherHitNorCountCallsThatAskForNoMore) {
    Faults faults({cutting({Call::read}, 2, 8)});
    const Event read = call_on(DescriptorKind::connection, Call::read);
    std::vector<bool> hit;
    for (const std::uint64_t asked : {9U, 8U, 0U, 9U}) hit.push_back(faults.strike(read, asked) != nullptr);
    EXPECT_THAT(hit, ElementsAre(false, false, false, true));
}

TEST(Faults, OfTwoRulesHitOneCallOnlyOnceAndTheFirstRuleWins) {
    Faults faults({failing({Call::read}, 2, EINTR), failing({Call::read}, 3, EAGAIN)});
    std::vector<int> errors;
    for (int number = 0; number < 6; ++number) {
        const FaultRule* rule = faults.strike(call_on(DescriptorKind::connection, Call::read), plenty);
        errors.push_back(rule == nullptr ? 0 : rule->error);
    }
    EXPECT_THAT(errors, ElementsAre(0, EINTR, EAGAIN, EINTR, 0, EINTR)) << "both count every call";
}

TEST(Faults, ARuleThatLostToAnotherHasNotSpentAHit) {
    Faults faults({failing({Call::read}, 2, EINTR, 1), failing({Call::read}, 2, EAGAIN, 1)});
    std::vector<int> errors;
    for (int number = 0; number < 6; ++number) {
        const FaultRule* rule = faults.strike(call_on(DescriptorKind::connection, Call::read), plenty);
        errors.push_back(rule == nullptr ? 0 : rule->error);
    }
    EXPECT_THAT(errors, ElementsAre(0, EINTR, 0, EAGAIN, 0, 0));
}

TEST(Faults, GiveTheRuleThatHit) {
    Faults faults({cutting({Call::write}, 1, 7)});
    const FaultRule* rule = faults.strike(call_on(DescriptorKind::connection, Call::write), plenty);
    ASSERT_NE(rule, nullptr);
    EXPECT_EQ(rule->cut_to, 7U);
    EXPECT_EQ(rule->error, 0);
}

TEST(Faults, MayStrikeExactlyWhatSomeRuleNames) {
    const Faults faults({failing({Call::read}, 3, EINTR), failing({Call::accept, Call::accept4}, 1, EINTR)});
    EXPECT_TRUE(faults.may_strike(Call::read));
    EXPECT_TRUE(faults.may_strike(Call::accept4));
    EXPECT_FALSE(faults.may_strike(Call::write));
    EXPECT_FALSE(Faults().may_strike(Call::read));
}

TEST(Faults, WithoutRulesHitNothing) {
    Faults faults;
    EXPECT_THAT(hits(faults, Call::read, 10), IsEmpty());
}

TEST(Faults, LetTimeElapseOnlyWhereAConnectionIsWaitedForAndNotForEver) {
    FaultRule over;
    over.calls = {Call::recvfrom, Call::poll};
    over.elapses = true;
    Faults each({over});
    Event read = call_on(DescriptorKind::connection, Call::recvfrom);
    EXPECT_EQ(each.strike(read, plenty), nullptr) << "it waits for ever";
    read.asked_ns = 1'000;
    EXPECT_NE(each.strike(read, plenty), nullptr);
    Event poll = call_on(DescriptorKind::unknown, Call::poll);
    poll.asked_ns = 1'000;
    EXPECT_EQ(each.strike(poll, plenty), nullptr) << "it waits for nobody";
    poll.waited = {read.descriptor};
    EXPECT_NE(each.strike(poll, plenty), nullptr);
    poll.waited[0].kind = DescriptorKind::listener;
    EXPECT_EQ(each.strike(poll, plenty), nullptr);
}

}  // namespace
}  // namespace grader
