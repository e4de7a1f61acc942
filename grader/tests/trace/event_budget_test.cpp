// No thread pushes out what others do, and what is left out is said to be.
#include "evidence/trace/event_budget.hpp"

#include <gtest/gtest.h>

namespace grader {
namespace {

const EventBudget::Limits small = {10, 25, 5};

Event nonsense(int tid) {
    Event event;
    event.what = EventKind::call;
    event.call = Call::read;
    event.tid = tid;
    event.result = -9;
    event.arguments.resize(6);
    event.descriptor.number = -1;
    event.descriptor.kind = DescriptorKind::none;
    return event;
}

Event served(int tid) {
    Event event = nonsense(tid);
    event.result = 100;
    event.descriptor.kind = DescriptorKind::connection;
    event.descriptor.inode = 7;
    return event;
}

int kept(EventBudget& budget, const Event& event, int times) {
    int count = 0;
    for (int turn = 0; turn < times; ++turn) count += budget.has_room_for(event) ? 1 : 0;
    return count;
}

TEST(ABudget, OfOneThreadIsItsOwn) {
    EventBudget budget(small);
    EXPECT_EQ(kept(budget, nonsense(3), 1'000), 10);
    EXPECT_EQ(kept(budget, nonsense(4), 10), 10) << "what another one has spent is nothing to it";
}

TEST(ABudget, IsNotSpentOnWhatServesClients) {
    EventBudget budget(small);
    kept(budget, nonsense(3), 1'000);
    EXPECT_TRUE(budget.has_room_for(served(3)));
    Event accepted = nonsense(3);
    accepted.call = Call::accept4;
    accepted.result = 7;
    accepted.other.kind = DescriptorKind::connection;
    accepted.other.inode = 8;
    EXPECT_TRUE(budget.has_room_for(accepted));
}

TEST(ABudget, OfAllTogetherEndsToo) {
    EventBudget budget(small);
    int idle = 0;
    for (int thread = 1; thread <= 100; ++thread) idle += kept(budget, nonsense(thread), 1);
    EXPECT_EQ(idle, 25);
    EXPECT_EQ(kept(budget, served(1), 100), 5);
}

TEST(ABudget, OfAThreadPaysForThoseThatItMakes) {
    EventBudget budget(small);
    Event birth;
    birth.what = EventKind::thread_started;
    birth.parent = 3;
    int births = 0;
    for (birth.tid = 100; birth.tid < 1'100; ++birth.tid) births += budget.has_room_for(birth) ? 1 : 0;
    EXPECT_EQ(births, 10);
    EXPECT_EQ(budget.news_of_loss(birth)->tid, 3);
}

TEST(ABudget, CountsEachDescriptorThatIsWaitedFor) {
    EventBudget budget(small);
    Event poll = nonsense(3);
    poll.waited.resize(8);
    EXPECT_TRUE(budget.has_room_for(poll));
    EXPECT_FALSE(budget.has_room_for(poll)) << "two of them weigh eighteen";
}

TEST(ABudget, HasRoomForMarksAlways) {
    EventBudget budget(small);
    kept(budget, nonsense(3), 1'000);
    Event mark;
    mark.what = EventKind::mark;
    EXPECT_EQ(kept(budget, mark, 100), 100);
}

TEST(TheNewsOfALoss, NamesTheThreadOnceAndItsBound) {
    EventBudget budget(small);
    kept(budget, nonsense(3), 11);
    const auto news = budget.news_of_loss(nonsense(3));
    ASSERT_TRUE(news.has_value());
    EXPECT_EQ(news->what, EventKind::lost);
    EXPECT_EQ(news->tid, 3);
    EXPECT_EQ(news->result, 10);
    EXPECT_FALSE(budget.news_of_loss(nonsense(3)).has_value()) << "it has been said";
    kept(budget, nonsense(4), 11);
    EXPECT_EQ(budget.news_of_loss(nonsense(4))->tid, 4) << "another one";
}

TEST(TheNewsOfALoss, NamesNobodyWhereAllTogetherHaveSpentTooMuch) {
    EventBudget budget(small);
    for (int thread = 1; thread <= 26; ++thread) kept(budget, nonsense(thread), 1);
    const auto news = budget.news_of_loss(nonsense(26));
    ASSERT_TRUE(news.has_value());
    EXPECT_EQ(news->tid, 0);
    EXPECT_EQ(news->result, 25);
}

TEST(ABudget, OfANumberThatIsUsedAgainIsNew) {
    EventBudget budget(small);
    kept(budget, nonsense(3), 10);
    budget.forget(3);
    EXPECT_EQ(kept(budget, nonsense(3), 10), 10);
}

}  // namespace
}  // namespace grader
