// Evidence as a report shows it: thread tables, trace excerpts.
#include "checks/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

const ClientNames names = {{50'001, "client #1"}};

ThreadView thread(int tid, ThreadState state, Call call = Call::none, int descriptor = -1,
                  std::uint64_t inode = 0) {
    ThreadView view;
    view.tid = tid;
    view.state = state;
    view.call = call;
    view.descriptor = descriptor;
    view.inode = inode;
    return view;
}

Event read_of(std::uint64_t number) {
    Event event;
    event.what = EventKind::call;
    event.begin = 2 * number;
    event.end = 2 * number + 1;
    event.tid = 7;
    event.call = Call::read;
    event.result = static_cast<std::int64_t>(number);
    event.descriptor = {5, DescriptorKind::connection, 12, false, 50'001};
    return event;
}

std::vector<Event> reads(std::uint64_t count) {
    std::vector<Event> events;
    for (std::uint64_t number = 1; number <= count; ++number) events.push_back(read_of(number));
    return events;
}

std::string line_of(int result) {
    return "thread 7    read(5 <client #1>) = " + std::to_string(result);
}

TEST(ThreadTable, SaysWhatEachThreadSleepsInAndWhoseConnectionThatIs) {
    Snapshot snapshot;
    snapshot.sockets = {{4'000, 0, tcp_listening, 0, 0, 10},
                        {4'000, 50'001, tcp_established, 0, 0, 11},
                        {4'000, 50'002, tcp_established, 0, 0, 12}};
    snapshot.threads = {thread(100, ThreadState::asleep, Call::accept4, 3, 10),
                        thread(101, ThreadState::asleep, Call::read, 5, 11),
                        thread(102, ThreadState::asleep, Call::read, 6, 12),
                        thread(103, ThreadState::asleep, Call::futex),
                        thread(104, ThreadState::running),
                        thread(105, ThreadState::uninterruptible, Call::fsync, 9)};
    const Exhibit table = thread_table(snapshot, names);
    EXPECT_EQ(table.title, "The server's threads (6)");
    EXPECT_THAT(table.lines, ElementsAre("thread 100   asleep   in accept4(3 <listener>)",
                                         "thread 101   asleep   in read(5 <client #1>)",
                                         "thread 102   asleep   in read",   // nobody the check knows
                                         "thread 103   asleep   in futex",  //
                                         "thread 104   running  ",          //
                                         "thread 105   waiting  in fsync"));
}

TEST(ThreadTable, HasWordsForStoppedAndEndedThreads) {
    Snapshot snapshot;
    snapshot.threads = {thread(100, ThreadState::traced), thread(101, ThreadState::stopped),
                        thread(102, ThreadState::zombie)};
    EXPECT_THAT(thread_table(snapshot, {}).lines,
                ElementsAre("thread 100   stopped  ", "thread 101   stopped  ", "thread 102   ended    "));
}

TEST(ThreadTable, IsNoLongerThanTwentyFourThreads) {
    Snapshot snapshot;
    const auto add = [&](int tid) {
        snapshot.threads.push_back(thread(tid, ThreadState::asleep, call_numbered(tid)));
    };
    for (int tid = 1; tid <= 24; ++tid) add(tid);
    EXPECT_THAT(thread_table(snapshot, {}).lines, SizeIs(24));
    for (int tid = 25; tid <= 1'000; ++tid) add(tid);
    const Exhibit table = thread_table(snapshot, {});
    ASSERT_THAT(table.lines, SizeIs(25));
    EXPECT_EQ(table.title, "The server's threads (1000)");
    EXPECT_EQ(table.lines.back(), "… and 976 more");
}

TEST(ThreadTable, FoldsThreadsThatDoTheSame) {
    Snapshot snapshot;
    snapshot.threads.push_back(thread(1, ThreadState::asleep, Call::accept4));
    for (int tid = 2; tid <= 21; ++tid)
        snapshot.threads.push_back(thread(tid, ThreadState::asleep, Call::read));
    for (int tid = 22; tid <= 25; ++tid)
        snapshot.threads.push_back(thread(tid, ThreadState::asleep, Call::futex));
    const Exhibit table = thread_table(snapshot, {});
    EXPECT_EQ(table.title, "The server's threads (25)");
    EXPECT_THAT(table.lines, ElementsAre("thread 1     asleep   in accept4", "thread 2     asleep   in read",
                                         "thread 3     asleep   in read", "… and 18 more like this",
                                         "thread 22    asleep   in futex", "thread 23    asleep   in futex",
                                         "thread 24    asleep   in futex", "thread 25    asleep   in futex"));
}

TEST(TraceExcerpt, ShowsAShortListWhole) {
    const Exhibit excerpt = trace_excerpt("Its calls", reads(16), names);
    EXPECT_EQ(excerpt.title, "Its calls");
    ASSERT_THAT(excerpt.lines, SizeIs(16));
    EXPECT_EQ(excerpt.lines.front(), line_of(1));
    EXPECT_EQ(excerpt.lines.back(), line_of(16));
}

TEST(TraceExcerpt, ShortensALongListInTheMiddle) {
    const Exhibit excerpt = trace_excerpt("Its calls", reads(100), names);
    ASSERT_THAT(excerpt.lines, SizeIs(17));
    EXPECT_EQ(excerpt.lines[0], line_of(1));
    EXPECT_EQ(excerpt.lines[9], line_of(10));
    EXPECT_EQ(excerpt.lines[10], "… 84 more …");
    EXPECT_EQ(excerpt.lines[11], line_of(95));
    EXPECT_EQ(excerpt.lines[16], line_of(100));
}

TEST(TraceExcerpt, LeavesOutNoMoreThanItSays) {
    for (const std::uint64_t count : {17U, 18U, 26U}) {
        const Exhibit excerpt = trace_excerpt("Its calls", reads(count), names);
        ASSERT_THAT(excerpt.lines, SizeIs(17)) << count;
        EXPECT_EQ(excerpt.lines[10], "… " + std::to_string(count - 16) + " more …");
        EXPECT_EQ(excerpt.lines[11], line_of(static_cast<int>(count) - 5));
    }
}

TEST(TraceExcerpt, OfNothingHasNoLines) {
    EXPECT_THAT(trace_excerpt("Nothing", {}, names).lines, SizeIs(0));
}

}  // namespace
}  // namespace grader
