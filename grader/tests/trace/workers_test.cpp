// Questions to a trace of a server whose threads are not bound to connections.
#include "evidence/trace/workers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>

namespace grader {
namespace {

using ::testing::ElementsAre;

Event call(Call name, DescriptorKind kind, int tid = 1) {
    Event event;
    event.what = EventKind::call;
    event.call = name;
    event.tid = tid;
    event.arguments.resize(6);
    event.descriptor.number = 7;
    event.descriptor.kind = kind;
    return event;
}

Event asking(Call name, std::int64_t asked_ns, std::int64_t result = 0) {
    Event event = call(name, DescriptorKind::eventpoll);
    event.asked_ns = asked_ns;
    event.result = result;
    return event;
}

TEST(Workers, AreTheThreadsThatReadOrWriteConnections) {
    const EventLog log({call(Call::recvfrom, DescriptorKind::connection, 3),
                        call(Call::accept4, DescriptorKind::listener, 1),
                        call(Call::sendto, DescriptorKind::connection, 2),
                        call(Call::read, DescriptorKind::signalfd, 4),
                        call(Call::epoll_wait, DescriptorKind::eventpoll, 5)});
    EXPECT_THAT(workers_of(log), ElementsAre(2, 3));
}

TEST(Workers, OfSpliceAreFoundByEitherEnd) {
    Event splice = call(Call::splice, DescriptorKind::pipe, 8);
    splice.other.kind = DescriptorKind::connection;
    splice.other.number = 9;
    EXPECT_THAT(workers_of(EventLog({splice})), ElementsAre(8));
    EXPECT_EQ(connection_of(splice).number, 9);
}

TEST(ACallOnAConnection, MayBlockUnlessSocketOrFlagForbidIt) {
    Event event = call(Call::recvfrom, DescriptorKind::connection);
    EXPECT_TRUE(may_block(event));
    event.arguments[3] = MSG_DONTWAIT;
    EXPECT_FALSE(may_block(event));
    event.arguments[3] = 0;
    event.descriptor.nonblocking = true;
    EXPECT_FALSE(may_block(event));
}

TEST(AWorker, MaySleepInTheEventLoopAndForOtherThreadsAndForWhatWakesIt) {
    for (const Call name : {Call::epoll_wait, Call::epoll_pwait, Call::epoll_pwait2, Call::futex})
        EXPECT_TRUE(may_sleep_in(call(name, DescriptorKind::eventpoll))) << name_of(name);
    for (const DescriptorKind kind : {DescriptorKind::eventfd, DescriptorKind::signalfd,
                                      DescriptorKind::timerfd, DescriptorKind::pipe, DescriptorKind::socket})
        EXPECT_TRUE(may_sleep_in(call(Call::read, kind))) << name_of(kind);
    for (const DescriptorKind kind : {DescriptorKind::connection, DescriptorKind::file, DescriptorKind::none})
        EXPECT_FALSE(may_sleep_in(call(Call::read, kind))) << name_of(kind);
    for (const Call name :
         {Call::nanosleep, Call::clock_nanosleep, Call::poll, Call::select, Call::accept4, Call::pause})
        EXPECT_FALSE(may_sleep_in(call(name, DescriptorKind::listener))) << name_of(name);
}

TEST(SleepingForATime, IsWhatHasATimeAndIsNoEventLoop) {
    EXPECT_TRUE(sleeps_for_a_time(asking(Call::clock_nanosleep, 5'000'000)));
    EXPECT_TRUE(sleeps_for_a_time(asking(Call::clock_nanosleep, -1))) << "until a time of day";
    EXPECT_TRUE(sleeps_for_a_time(asking(Call::poll, -1)));
    EXPECT_FALSE(sleeps_for_a_time(asking(Call::poll, 0)));
    EXPECT_FALSE(sleeps_for_a_time(asking(Call::epoll_wait, 5'000'000)));
    EXPECT_FALSE(sleeps_for_a_time(asking(Call::recvfrom, -1)));
}

TEST(PollingInVain, IsAskingWithoutWaitingAndGettingNothing) {
    EXPECT_TRUE(polls_in_vain(asking(Call::epoll_wait, 0)));
    EXPECT_TRUE(polls_in_vain(asking(Call::epoll_pwait2, 0)));
    EXPECT_TRUE(polls_in_vain(asking(Call::poll, 0)));
    EXPECT_TRUE(polls_in_vain(asking(Call::sched_yield, -1)));
    EXPECT_FALSE(polls_in_vain(asking(Call::epoll_wait, 0, 2))) << "there was something";
    EXPECT_FALSE(polls_in_vain(asking(Call::epoll_wait, 1'000'000))) << "it waited";
    EXPECT_FALSE(polls_in_vain(asking(Call::epoll_wait, -1)));
}

TEST(WaitingForADisk, IsSyncing) {
    for (const Call name : {Call::fsync, Call::fdatasync, Call::syncfs, Call::sync, Call::sync_file_range})
        EXPECT_TRUE(waits_for_a_disk(call(name, DescriptorKind::file))) << name_of(name);
    EXPECT_FALSE(waits_for_a_disk(call(Call::write, DescriptorKind::file)));
    Event event = call(Call::msync, DescriptorKind::none);
    event.arguments[2] = MS_ASYNC;
    EXPECT_FALSE(waits_for_a_disk(event));
    event.arguments[2] = MS_SYNC;
    EXPECT_TRUE(waits_for_a_disk(event));
}

TEST(NameLookup, IsTheOutermostFunctionOnTheStackThatLooksNamesUp) {
    Event event = call(Call::read, DescriptorKind::file);
    EXPECT_EQ(name_lookup(event), "");
    event.stack = {
        {"read", "", 0}, {"gethostbyaddr_r@@GLIBC_2.2.5", "", 0}, {"getnameinfo", "", 0}, {"echo", "", 0}};
    EXPECT_EQ(name_lookup(event), "getnameinfo");
    event.stack = {{"read", "", 0}, {"my_getaddrinfo_cache", "", 0}};
    EXPECT_EQ(name_lookup(event), "");
}

}  // namespace
}  // namespace grader
