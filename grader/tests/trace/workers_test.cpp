// Questions to a trace of a server whose threads are not bound to connections.
#include "evidence/trace/workers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>

namespace grader {
namespace {

using ::testing::ElementsAre;

Event call(const std::string& name, const std::string& kind, int tid = 1) {
    Event event;
    event.what = "call";
    event.name = name;
    event.tid = tid;
    event.arguments.resize(6);
    event.descriptor.number = 7;
    event.descriptor.kind = kind;
    return event;
}

Event asking(const std::string& name, std::int64_t asked_ns, std::int64_t result = 0) {
    Event event = call(name, "eventpoll");
    event.asked_ns = asked_ns;
    event.result = result;
    return event;
}

TEST(Workers, AreTheThreadsThatReadOrWriteConnections) {
    const EventLog log({call("recvfrom", "connection", 3), call("accept4", "listener", 1),
                        call("sendto", "connection", 2), call("read", "signalfd", 4),
                        call("epoll_wait", "eventpoll", 5)});
    EXPECT_THAT(workers_of(log), ElementsAre(2, 3));
}

TEST(Workers, OfSpliceAreFoundByEitherEnd) {
    Event splice = call("splice", "pipe", 8);
    splice.other.kind = "connection";
    splice.other.number = 9;
    EXPECT_THAT(workers_of(EventLog({splice})), ElementsAre(8));
    EXPECT_EQ(connection_of(splice).number, 9);
}

TEST(ACallOnAConnection, MayBlockUnlessSocketOrFlagForbidIt) {
    Event event = call("recvfrom", "connection");
    EXPECT_TRUE(may_block(event));
    event.arguments[3] = MSG_DONTWAIT;
    EXPECT_FALSE(may_block(event));
    event.arguments[3] = 0;
    event.descriptor.nonblocking = true;
    EXPECT_FALSE(may_block(event));
}

TEST(AWorker, MaySleepInTheEventLoopAndForOtherThreadsAndForWhatWakesIt) {
    for (const char* name : {"epoll_wait", "epoll_pwait", "epoll_pwait2", "futex"})
        EXPECT_TRUE(may_sleep_in(call(name, "eventpoll"))) << name;
    for (const char* kind : {"eventfd", "signalfd", "timerfd", "pipe", "socket"})
        EXPECT_TRUE(may_sleep_in(call("read", kind))) << kind;
    for (const char* kind : {"connection", "file", "none"})
        EXPECT_FALSE(may_sleep_in(call("read", kind))) << kind;
    for (const char* name : {"nanosleep", "clock_nanosleep", "poll", "select", "accept4", "pause"})
        EXPECT_FALSE(may_sleep_in(call(name, "listener"))) << name;
}

TEST(SleepingForATime, IsWhatHasATimeAndIsNoEventLoop) {
    EXPECT_TRUE(sleeps_for_a_time(asking("clock_nanosleep", 5'000'000)));
    EXPECT_TRUE(sleeps_for_a_time(asking("clock_nanosleep", -1))) << "until a time of day";
    EXPECT_TRUE(sleeps_for_a_time(asking("poll", -1)));
    EXPECT_FALSE(sleeps_for_a_time(asking("poll", 0)));
    EXPECT_FALSE(sleeps_for_a_time(asking("epoll_wait", 5'000'000)));
    EXPECT_FALSE(sleeps_for_a_time(asking("recvfrom", -1)));
}

TEST(PollingInVain, IsAskingWithoutWaitingAndGettingNothing) {
    EXPECT_TRUE(polls_in_vain(asking("epoll_wait", 0)));
    EXPECT_TRUE(polls_in_vain(asking("epoll_pwait2", 0)));
    EXPECT_TRUE(polls_in_vain(asking("poll", 0)));
    EXPECT_TRUE(polls_in_vain(asking("sched_yield", -1)));
    EXPECT_FALSE(polls_in_vain(asking("epoll_wait", 0, 2))) << "there was something";
    EXPECT_FALSE(polls_in_vain(asking("epoll_wait", 1'000'000))) << "it waited";
    EXPECT_FALSE(polls_in_vain(asking("epoll_wait", -1)));
}

TEST(WaitingForADisk, IsSyncing) {
    for (const char* name : {"fsync", "fdatasync", "syncfs", "sync", "sync_file_range"})
        EXPECT_TRUE(waits_for_a_disk(call(name, "file"))) << name;
    EXPECT_FALSE(waits_for_a_disk(call("write", "file")));
    Event event = call("msync", "none");
    event.arguments[2] = MS_ASYNC;
    EXPECT_FALSE(waits_for_a_disk(event));
    event.arguments[2] = MS_SYNC;
    EXPECT_TRUE(waits_for_a_disk(event));
}

TEST(NameLookup, IsTheOutermostFunctionOnTheStackThatLooksNamesUp) {
    Event event = call("read", "file");
    EXPECT_EQ(name_lookup(event), "");
    event.stack = {
        {"read", "", 0}, {"gethostbyaddr_r@@GLIBC_2.2.5", "", 0}, {"getnameinfo", "", 0}, {"echo", "", 0}};
    EXPECT_EQ(name_lookup(event), "getnameinfo");
    event.stack = {{"read", "", 0}, {"my_getaddrinfo_cache", "", 0}};
    EXPECT_EQ(name_lookup(event), "");
}

}  // namespace
}  // namespace grader
