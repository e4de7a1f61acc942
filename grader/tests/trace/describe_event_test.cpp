// Events as a report shows them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "recorded.hpp"

namespace grader {
namespace {

const std::map<int, std::string> clients = {
    {54'504, "client #1"}, {54'516, "client #2"}, {50'001, "client #3"}};

Descriptor connection(int number) {
    Descriptor descriptor;
    descriptor.number = number;
    descriptor.kind = DescriptorKind::connection;
    descriptor.inode = 50;
    descriptor.peer_port = 50'001;
    return descriptor;
}

Event call(Call name, std::int64_t result) {
    Event event;
    event.what = EventKind::call;
    event.begin = 1;
    event.end = 2;
    event.tid = 7;
    event.call = name;
    event.result = result;
    event.descriptor = connection(5);
    event.arguments = {5, 0, 4'096, 0, 65'536, 0};
    return event;
}

TEST(DescribeEvent, TellsTheWholeRecordedLogInStracesManner) {
    const EventLog log = recorded("two-clients");
    std::string told;
    for (const Event& event : log.events()) told += describe_event(event, clients) + "\n";
    EXPECT_EQ(told, recorded_text("two-clients.txt"));
}

TEST(DescribeEvent, ShowsWhatAReadAskedForAndGot) {
    EXPECT_EQ(describe_event(call(Call::read, 17), clients),
              "thread 7    read(5 <client #3>, 4096 bytes) = 17");
    EXPECT_EQ(describe_event(call(Call::recvmsg, 17), clients), "thread 7    recvmsg(5 <client #3>) = 17");
}

TEST(DescribeEvent, CallsAClientNobodyNamedAConnection) {
    EXPECT_EQ(describe_event(call(Call::write, 3), {}), "thread 7    write(5 <connection>, 4096 bytes) = 3");
}

TEST(DescribeEvent, SaysThatADescriptorDoesNotBlock) {
    Event read = call(Call::read, -EAGAIN);
    read.descriptor.nonblocking = true;
    EXPECT_EQ(describe_event(read, clients),
              "thread 7    read(5 <client #3, O_NONBLOCK>, 4096 bytes) = -1 EAGAIN");
}

TEST(DescribeEvent, ShowsTheConnectionThatAnAcceptReturned) {
    Event accept = call(Call::accept, 5);
    accept.descriptor = {4, DescriptorKind::listener, 40, false, 0};
    accept.other = connection(5);
    EXPECT_EQ(describe_event(accept, clients), "thread 7    accept(4 <listener>) = 5 <client #3>");
    accept.result = -EMFILE;
    accept.other = {};
    EXPECT_EQ(describe_event(accept, clients), "thread 7    accept(4 <listener>) = -1 EMFILE");
}

TEST(DescribeEvent, ListsWhatAPollWaitsFor) {
    Event poll = call(Call::poll, 1);
    poll.descriptor = {};
    poll.waited = {{4, DescriptorKind::listener, 40, false, 0}, connection(5)};
    EXPECT_EQ(describe_event(poll, clients), "thread 7    poll([4 <listener>, 5 <client #3>]) = 1");
}

TEST(DescribeEvent, ShowsBothEndsOfACopy) {
    Event splice = call(Call::splice, 100);
    splice.other = {9, DescriptorKind::pipe, 0, false, 0};
    EXPECT_EQ(describe_event(splice, clients),
              "thread 7    splice(5 <client #3>, 9 <pipe>, 65536 bytes) = 100");
    Event sendfile = call(Call::sendfile, 100);
    sendfile.other = {9, DescriptorKind::file, 0, false, 0};
    EXPECT_EQ(describe_event(sendfile, clients), "thread 7    sendfile(5 <client #3>, 9 <file>) = 100");
}

TEST(DescribeEvent, OwnsUpToInjectedFaults) {
    Event read = call(Call::read, -EINTR);
    read.injected = true;
    EXPECT_EQ(describe_event(read, clients),
              "thread 7    read(5 <client #3>, 4096 bytes) = -1 EINTR   ← injected by the grader");
}

TEST(DescribeEvent, SaysThatASignalCame) {
    Event read = call(Call::read, -EINTR);
    read.restarted = true;
    EXPECT_EQ(describe_event(read, clients),
              "thread 7    read(5 <client #3>, 4096 bytes) = interrupted by a signal");
}

TEST(DescribeEvent, ShowsCallsThatHaveNotReturned) {
    Event read = call(Call::read, 0);
    read.end = 0;
    EXPECT_TRUE(read.in_flight());
    EXPECT_EQ(describe_event(read, clients),
              "thread 7    read(5 <client #3>, 4096 bytes) = …  (still in it)");
    Event accept = call(Call::accept4, 0);
    accept.end = 0;
    accept.descriptor = {4, DescriptorKind::listener, 40, false, 0};
    EXPECT_EQ(describe_event(accept, clients), "thread 7    accept4(4 <listener>) = …  (still in it)");
}

TEST(DescribeEvent, ShowsCallsWithoutADescriptor) {
    Event sleep = call(Call::nanosleep, 0);
    sleep.descriptor = {};
    EXPECT_EQ(describe_event(sleep, clients), "thread 7    nanosleep() = 0");
}

TEST(DescribeEvent, ShowsThreadsProcessesAndMarks) {
    Event born;
    born.what = EventKind::thread_started;
    born.tid = 4'711;
    born.parent = 7;
    EXPECT_EQ(describe_event(born, clients), "thread 4711 thread-started (made by thread 7)");
    Event ended;
    ended.what = EventKind::process_ended;
    ended.tid = 7;
    EXPECT_EQ(describe_event(ended, clients), "thread 7    process-ended");
    Event mark;
    mark.what = EventKind::mark;
    mark.name = "serving";
    EXPECT_EQ(describe_event(mark, clients), "--- serving ---");
}

TEST(DescribeEvent, BearsResultsThatAreNegativeAndNoErrors) {
    // fcntl(F_GETOWN) returns the negative of a process group, and some drivers errors of the kernel's own.
    for (const std::int64_t strange : {-12'345, -524}) {
        Event event = call(Call::fcntl, strange);
        EXPECT_EQ(describe_event(event, clients).find("thread 7    fcntl(5 <client #3>) = "), 0U) << strange;
    }
}

}  // namespace
}  // namespace grader
