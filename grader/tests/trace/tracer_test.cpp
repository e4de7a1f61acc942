// What the tracer reports of a running program: calls, births and deaths, descriptors as they were.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <sstream>

#include "traced.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class TracerLog : public WithTracer {};

/// The numbers behind a word of the program's output, in order.
std::vector<int> numbers_after(const std::string& output, const std::string& word) {
    std::vector<int> numbers;
    std::istringstream lines(output);
    std::string first;
    int number = 0;
    while (lines >> first >> number) {
        if (first == word) numbers.push_back(number);
    }
    return numbers;
}

TEST_F(TracerLog, HasTheBirthAndTheDeathOfEachThread) {
    Traced program("births");
    const std::string output = program.ends();
    const int main_thread = numbers_after(output, "main").at(0);
    const std::vector<int> threads = numbers_after(output, "thread");
    ASSERT_THAT(threads, SizeIs(2));
    const EventLog log = program.log();
    for (const int thread : threads) {
        const auto birth = log.birth_of(thread);
        const auto death = log.death_of(thread);
        ASSERT_TRUE(birth && death) << thread;
        EXPECT_EQ(birth->parent, main_thread);
        EXPECT_LT(birth->begin, death->begin);
    }
    EXPECT_LT(log.death_of(threads[0])->begin, log.birth_of(threads[1])->begin)
        << "one was joined before the other began";
    EXPECT_FALSE(log.birth_of(main_thread)) << "the first thread was never cloned";
}

TEST_F(TracerLog, PutsAThreadsCallsBeforeItsDeath) {
    Traced program("births");
    const int reader = numbers_after(program.ends(), "thread").at(1);
    const EventLog log = program.log();
    const Event* read =
        log.first([&](const Event& event) { return event.tid == reader && event.call == Call::read; });
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(read->result, 1);
    EXPECT_EQ(read->descriptor.kind, DescriptorKind::pipe);
    EXPECT_LT(read->begin, read->end);
    EXPECT_LT(read->end, log.death_of(reader)->begin);
}

TEST_F(TracerLog, TellsProcessesFromThreads) {
    Traced program("births");
    const std::string output = program.ends();
    const int child = numbers_after(output, "process").at(0);
    const EventLog log = program.log();
    const std::vector<Event> of_child = log.all([&](const Event& event) {
        return (event.what == EventKind::process_started || event.what == EventKind::process_ended) &&
               event.tid == child;
    });
    EXPECT_THAT(of_child, ElementsAre(Field(&Event::what, EventKind::process_started),
                                      Field(&Event::what, EventKind::process_ended)));
    EXPECT_EQ(of_child[0].parent, numbers_after(output, "main").at(0));
    EXPECT_FALSE(log.birth_of(child)) << "a process is no thread";
}

TEST_F(TracerLog, BeginsWithTheProgramAndNotWithItsLaunch) {
    Traced program("births");
    const std::string output = program.ends();
    const EventLog log = program.log();
    EXPECT_EQ(log.first([](const Event& event) {
        return event.call == call_named("close_range") || event.call == call_named("setsid");
    }),
              nullptr);
    const bool in_order =
        std::is_sorted(log.events().begin(), log.events().end(),
                       [](const Event& one, const Event& other) { return one.end < other.end; });
    EXPECT_TRUE(in_order) << "events come in the order in which they ended";
}

TEST_F(TracerLog, SaysWhetherADescriptorBlockedAtTheTimeOfTheCall) {
    Traced program("blocking");
    EXPECT_THAT(program.ends(), HasSubstr("blocking 1\nnon-blocking EAGAIN\nduplicate EAGAIN\n"));
    const std::vector<Event> reads = program.calls(Call::recvfrom);
    ASSERT_THAT(reads, SizeIs(3));
    EXPECT_FALSE(reads[0].descriptor.nonblocking);
    EXPECT_TRUE(reads[1].descriptor.nonblocking);
    EXPECT_EQ(reads[1].result, -EAGAIN);
    EXPECT_TRUE(reads[2].descriptor.nonblocking) << "duplicates share the flag";
    const std::vector<Event> settings = program.calls(Call::fcntl);
    ASSERT_THAT(settings, SizeIs(1));
    EXPECT_EQ(settings[0].arguments.at(1), static_cast<std::uint64_t>(F_SETFL));
    EXPECT_FALSE(settings[0].descriptor.nonblocking) << "not yet";
}

TEST_F(TracerLog, KnowsAConnectionByItsClientsPortAndAllItsNumbers) {
    Traced program("blocking");
    const std::string output = program.ends();
    const std::vector<ConnectionStory> stories = program.log().connections();
    ASSERT_THAT(stories, SizeIs(1));
    EXPECT_EQ(stories[0].client_port, numbers_after(output, "port").at(0));
    EXPECT_EQ(stories[0].accepted.descriptor.kind, DescriptorKind::listener);
    EXPECT_EQ(stories[0].bytes_read, 1U);
    EXPECT_THAT(stories[0].readers, SizeIs(1));
    EXPECT_THAT(stories[0].writers, SizeIs(0)) << "the client's socket is another one";
    const std::vector<Event> reads = program.calls(Call::recvfrom);
    ASSERT_THAT(reads, SizeIs(3));
    EXPECT_NE(reads[2].descriptor.number, reads[0].descriptor.number) << "a duplicate";
    EXPECT_EQ(reads[2].descriptor.inode, reads[0].descriptor.inode);
    EXPECT_EQ(program.calls(Call::dup).at(0).other.inode, stories[0].inode);
}

TEST_F(TracerLog, ListsWhatAPollOrASelectWaitsFor) {
    Traced program("waits");
    EXPECT_THAT(program.ends(), HasSubstr("poll 1\nselect 2\n"));
    const auto waiting = [](const Event& event) { return !event.waited.empty(); };
    const std::vector<Event> calls = program.log().all(waiting);
    ASSERT_THAT(calls, SizeIs(2));
    EXPECT_THAT(calls[0].waited, ElementsAre(Field(&Descriptor::kind, DescriptorKind::listener),
                                             Field(&Descriptor::kind, DescriptorKind::connection)))
        << "an entry of -1 waits for nothing";
    EXPECT_THAT(calls[1].waited, ElementsAre(Field(&Descriptor::kind, DescriptorKind::socket),
                                             Field(&Descriptor::kind, DescriptorKind::connection)));
}

TEST_F(TracerLog, ShowsACallThatASignalInterrupts) {
    Traced program("interrupted");
    ASSERT_TRUE(program.prints("ready\n"));
    const auto receiving = [&] {
        const std::vector<Event> calls = program.calls_in_flight();
        return calls.size() == 1 && calls[0].call == Call::recvfrom;
    };
    ASSERT_TRUE(program.waits_until(receiving));
    EXPECT_EQ(program.calls_in_flight().at(0).end, 0U) << "it has not returned";
    EXPECT_THAT(program.calls(Call::recvfrom), SizeIs(0));
    program.signal(SIGUSR2);
    EXPECT_THAT(program.ends(), HasSubstr("recv EINTR\n"));
    const std::vector<Event> interrupted = program.calls(Call::recvfrom);
    ASSERT_THAT(interrupted, SizeIs(1));
    EXPECT_TRUE(interrupted[0].restarted);
    EXPECT_FALSE(interrupted[0].injected);
    EXPECT_EQ(interrupted[0].result, -EINTR);
}

TEST_F(TracerLog, HasAMarkBetweenWhatWasBeforeAndAfter) {
    Traced program("six-reads");
    ASSERT_TRUE(program.prints("ready\n"));
    program.mark("now");
    program.go();
    program.ends();
    const auto of_connection = [](const Event& event) {
        const Descriptor* source = read_from(event);
        return is_connection(source);
    };
    EXPECT_TRUE(program.log().has_mark("now"));
    EXPECT_THAT(program.log().between("", "now").all(of_connection), SizeIs(0));
    EXPECT_THAT(program.log().between("now", "").all(of_connection), SizeIs(6));
}

TEST_F(TracerLog, SaysHowLongACallMayWait) {
    Traced program("waits-for-a-time");
    program.ends();
    const auto asked_of = [&](Call name) {
        std::vector<std::int64_t> asked;
        for (const Event& event : program.calls(name)) asked.push_back(event.asked_ns);
        return asked;
    };
    EXPECT_THAT(asked_of(Call::epoll_wait), ElementsAre(3'000'000, 0, -1));
    EXPECT_THAT(asked_of(Call::clock_nanosleep), ElementsAre(2'000'017, -1))
        << "the second one waits until a time of day";
    std::vector<std::int64_t> polled = asked_of(Call::poll);
    const std::vector<std::int64_t> on_arm = asked_of(Call::ppoll);
    polled.insert(polled.end(), on_arm.begin(), on_arm.end());
    EXPECT_THAT(polled, ElementsAre(4'000'000));
}

TEST_F(TracerLog, NamesTheConnectionThatIsAddedToAnEpoll) {
    Traced program("waits-for-a-time");
    const int port = numbers_after(program.ends(), "port").at(0);
    const std::vector<Event> additions = program.calls(Call::epoll_ctl);
    ASSERT_THAT(additions, SizeIs(1));
    EXPECT_EQ(additions[0].descriptor.kind, DescriptorKind::eventpoll);
    EXPECT_EQ(additions[0].other.kind, DescriptorKind::connection);
    EXPECT_TRUE(additions[0].other.nonblocking);
    EXPECT_EQ(additions[0].other.peer_port, port);
    EXPECT_THAT(describe_event(additions[0], {{port, "client #1"}}),
                HasSubstr("EPOLL_CTL_ADD, " + std::to_string(additions[0].other.number) +
                          " <client #1, O_NONBLOCK>"));
}

}  // namespace
}  // namespace grader
