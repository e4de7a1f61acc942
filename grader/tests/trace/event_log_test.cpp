// Questions to recorded logs: what happened between marks, who was born when, which calls read and write.
#include "evidence/trace/event_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <nlohmann/json.hpp>

#include <cerrno>

#include "recorded.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Event call(Call name) {
    Event event;
    event.what = EventKind::call;
    event.call = name;
    event.descriptor.number = 5;
    event.other.number = 6;
    return event;
}

TEST(ReadFrom, IsTheDescriptorOfEveryCallThatTakesBytes) {
    for (const Call name :
         {Call::read, Call::readv, Call::recvfrom, Call::recvmsg, Call::recvmmsg, Call::splice}) {
        const Event event = call(name);
        ASSERT_NE(read_from(event), nullptr) << name_of(name);
        EXPECT_EQ(read_from(event)->number, 5) << name_of(name);
    }
    const Event sendfile = call(Call::sendfile);
    EXPECT_EQ(read_from(sendfile)->number, 6) << "sendfile's second argument is where the bytes come from";
}

TEST(WrittenTo, IsTheDescriptorOfEveryCallThatGivesBytes) {
    for (const Call name :
         {Call::write, Call::writev, Call::sendto, Call::sendmsg, Call::sendmmsg, Call::sendfile}) {
        const Event event = call(name);
        ASSERT_NE(written_to(event), nullptr) << name_of(name);
        EXPECT_EQ(written_to(event)->number, 5) << name_of(name);
    }
    const Event splice = call(Call::splice);
    EXPECT_EQ(written_to(splice)->number, 6) << "splice's third argument is where the bytes go";
}

TEST(ReadFromAndWrittenTo, AreNothingForCallsThatMoveNoBytes) {
    for (const Call name : {Call::accept4, Call::close, Call::poll, Call::fcntl, Call::shutdown,
                            Call::epoll_wait, Call::tee, call_named("open")}) {
        const Event event = call(name);
        EXPECT_EQ(read_from(event), nullptr) << name_of(name);
        EXPECT_EQ(written_to(event), nullptr) << name_of(name);
    }
}

TEST(TakersOfAConnection, AreThreadsThatGotBytesAndNotThoseThatLookedOrGotNone) {
    const auto reads = [](int tid, Call name, std::int64_t result, int flags) {
        Event event = call(name);
        event.tid = tid;
        event.result = result;
        event.descriptor.inode = 77;
        event.arguments = {5, 0, 0, 0, 0, 0};
        event.arguments[name == Call::recvmsg ? 2 : 3] = static_cast<std::uint64_t>(flags);
        return event;
    };
    Event elsewhere = reads(8, Call::read, 10, 0);
    elsewhere.descriptor.inode = 78;
    const EventLog log({reads(1, Call::recvfrom, 10, MSG_PEEK), reads(2, Call::recvmsg, 10, MSG_PEEK),
                        reads(3, Call::recvfrom, 10, MSG_NOSIGNAL), reads(4, Call::recvmsg, 10, 0),
                        reads(5, Call::read, 0, 0), reads(6, Call::recvfrom, -EAGAIN, 0),
                        reads(7, Call::splice, 10, MSG_PEEK), elsewhere});
    EXPECT_THAT(log.takers_of(77), ElementsAre(3, 4, 7));
}

TEST(ReadFromAndWrittenTo, AreNothingForAMarkThatIsNamedLikeACall) {
    Event mark = call(Call::read);
    mark.what = EventKind::mark;
    EXPECT_EQ(read_from(mark), nullptr);
    mark.name = "write";
    EXPECT_EQ(written_to(mark), nullptr);
}

TEST(Between, HasWhatEndedBetweenTwoMarksAndNotTheMarks) {
    const EventLog part = recorded("two-clients").between("serving", "silent");
    ASSERT_THAT(part.events(), SizeIs(18));
    EXPECT_FALSE(part.has_mark("serving"));
    EXPECT_FALSE(part.has_mark("silent"));
    EXPECT_EQ(part.events().back().end, 69U);
}

TEST(Between, HasTheCallThatWasEnteredBeforeTheMark) {
    const Event first = recorded("two-clients").between("serving", "silent").events().front();
    EXPECT_EQ(first.call, Call::poll);
    EXPECT_EQ(first.begin, 33U) << "the mark is number 34";
}

TEST(Between, ReachesToTheStartAndTheEndWithoutAMark) {
    const EventLog log = recorded("two-clients");
    EXPECT_THAT(log.between("", "serving").events(), SizeIs(5));
    EXPECT_EQ(log.between("closing", "").events().back().what, EventKind::process_ended);
    EXPECT_THAT(log.between("", "").events(), SizeIs(log.events().size() - 3)) << "all but the marks";
}

TEST(Between, IsEmptyForMarksThatAreNotThereOrInTheWrongOrder) {
    const EventLog log = recorded("two-clients");
    EXPECT_THAT(log.between("nobody set this", "").events(), IsEmpty());
    EXPECT_THAT(log.between("silent", "serving").events(), IsEmpty());
}

TEST(HasMark, KnowsMarksByNameAndNothingElse) {
    const EventLog log = recorded("two-clients");
    for (const char* name : {"serving", "silent", "closing"}) EXPECT_TRUE(log.has_mark(name)) << name;
    EXPECT_FALSE(log.has_mark("poll"));
    EXPECT_FALSE(EventLog().has_mark("serving"));
}

TEST(BirthAndDeath, AreThoseOfTheThread) {
    const EventLog log = recorded("two-clients");
    ASSERT_TRUE(log.birth_of(101) && log.death_of(101));
    EXPECT_EQ(log.birth_of(101)->parent, 100);
    EXPECT_EQ(log.birth_of(101)->begin, 41U);
    EXPECT_EQ(log.death_of(101)->begin, 78U);
    EXPECT_EQ(log.death_of(102)->begin, 106U);
}

TEST(BirthAndDeath, AreNothingForTheFirstThreadAndForStrangers) {
    const EventLog log = recorded("two-clients");
    EXPECT_FALSE(log.birth_of(100)) << "nobody cloned it";
    EXPECT_FALSE(log.death_of(100)) << "its end is the process's";
    EXPECT_FALSE(log.birth_of(4'711));
    EXPECT_FALSE(log.between("", "silent").death_of(101)) << "not before that mark";
}

TEST(First, IsTheEarliestAndAllAreInOrder) {
    const EventLog log = recorded("two-clients");
    const auto accepting = [](const Event& event) { return event.call == Call::accept4; };
    ASSERT_NE(log.first(accepting), nullptr);
    EXPECT_EQ(log.first(accepting)->result, 6);
    EXPECT_THAT(log.all(accepting),
                testing::ElementsAre(Field(&Event::result, 6), Field(&Event::result, 7),
                                     Field(&Event::result, -11), Field(&Event::result, -11)));
    EXPECT_EQ(log.first([](const Event&) { return false; }), nullptr);
}

TEST(RecordedEvents, AreTheSameAfterARoundTripThroughJson) {
    const EventLog log = recorded("two-clients");
    const nlohmann::json once = log.events();
    const nlohmann::json twice = nlohmann::json::parse(once.dump()).get<std::vector<Event>>();
    EXPECT_EQ(once, twice);
}

}  // namespace
}  // namespace grader
