// The moment of a failure, made from what was seen: who is in the picture, what, and until when.
#include "diagnosis/timeline.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <string>

namespace grader {
namespace {

constexpr int port_of_one = 40'001;
constexpr int port_of_two = 40'002;

Descriptor connection(int number, int port) {
    Descriptor descriptor;
    descriptor.number = number;
    descriptor.kind = DescriptorKind::connection;
    descriptor.inode = static_cast<std::uint64_t>(port);
    descriptor.peer_port = port;
    return descriptor;
}

/// At these milliseconds; in flight if it does not end.
Event call(int tid, Call which, int begin_ms, int end_ms, std::int64_t result = 0) {
    Event event;
    event.what = EventKind::call;
    event.call = which;
    event.tid = tid;
    event.begin = static_cast<std::uint64_t>(begin_ms);
    event.begin_ns = begin_ms * std::int64_t{1'000'000};
    event.end = static_cast<std::uint64_t>(std::max(end_ms, 0));
    event.end_ns = end_ms * std::int64_t{1'000'000};
    event.result = result;
    return event;
}

Event reads(int tid, const Descriptor& from, int begin_ms, int end_ms, std::int64_t result,
            std::uint64_t flags = 0) {
    Event event = call(tid, Call::recvfrom, begin_ms, end_ms, result);
    event.descriptor = from;
    event.arguments = {static_cast<std::uint64_t>(from.number), 0, 4096, flags};
    return event;
}

Event writes(int tid, const Descriptor& to, int begin_ms, std::int64_t result) {
    Event event = call(tid, Call::sendto, begin_ms, begin_ms, result);
    event.descriptor = to;
    event.arguments = {static_cast<std::uint64_t>(to.number), 0, static_cast<std::uint64_t>(result), 0};
    return event;
}

Deed deed(Deed::Kind kind, int begin_ms, std::uint64_t bytes = 0) {
    const std::int64_t begin_ns = begin_ms * std::int64_t{1'000'000};
    return {kind, begin_ns, begin_ns, bytes};
}

ThreadView thread(int tid, ThreadState state) {
    ThreadView view;
    view.tid = tid;
    view.state = state;
    return view;
}

/// Client #1 was served by thread 3; thread 4 waits for a full buffer of client #2's.
CloseLook a_full_buffer() {
    CloseLook look;
    look.check = "EchoesOneMessage";
    look.clients = {{port_of_one, "client #1"}, {port_of_two, "client #2"}};
    const Descriptor one = connection(7, port_of_one);
    const Descriptor two = connection(8, port_of_two);
    Event accepted = call(1, Call::accept4, 11, 12, 8);
    accepted.other = two;
    look.in_flight = {reads(4, two, 14, 0, 0, MSG_WAITALL), reads(3, one, 9, 0, 0),
                      call(1, Call::accept4, 13, 0)};
    look.log = EventLog({call(1, Call::bind, 1, 1), reads(3, one, 6, 7, 13), writes(3, one, 8, 13), accepted,
                         call(1, Call::clone, 12, 12, 4)});
    look.stories = {{"client #1", {deed(Deed::Kind::sends, 6, 13), deed(Deed::Kind::gets, 8, 13)}},
                    {"client #2",
                     {deed(Deed::Kind::connects, 11), deed(Deed::Kind::sends, 15, 13),
                      deed(Deed::Kind::waits_for_bytes, 16, 13)}}};
    // It still waits.
    look.stories[1].deeds.back().end_ns = 0;
    look.finding.facts = {{FactKind::no_reply, "client #2"}};
    look.at_failure = Snapshot();
    look.at_failure->time_ns = 2'000'000'000;
    look.at_failure->threads = {thread(1, ThreadState::asleep), thread(3, ThreadState::asleep),
                                thread(4, ThreadState::asleep)};
    return look;
}

Cause told_by(const CloseLook& look, const Event& event) {
    Cause cause;
    cause.explains = {look.check};
    cause.evidence = {"seen: " + describe_event(event, look.clients)};
    return cause;
}

const Moment* with_text(const Timeline& timeline, const std::string& text) {
    const auto found = std::find_if(timeline.moments.begin(), timeline.moments.end(),
                                    [&](const Moment& moment) { return moment.text == text; });
    return found == timeline.moments.end() ? nullptr : &*found;
}

TEST(TimelineOfALook, ShowsWhoTakesPartAndNobodyElse) {
    const CloseLook look = a_full_buffer();
    const auto timeline = timeline_of(look, told_by(look, look.in_flight[0]));
    ASSERT_TRUE(timeline);
    EXPECT_EQ(timeline->lanes, (std::vector<std::string>{"client #2", "thread 1", "thread 4"}));
    EXPECT_EQ(with_text(*timeline, "bind()"), nullptr) << "what was long before is another story";
    ASSERT_NE(with_text(*timeline, "sends 13 bytes"), nullptr);
    EXPECT_EQ(with_text(*timeline, "sends 13 bytes")->begin_us, 4'000) << "since the client connected";
    ASSERT_NE(with_text(*timeline, "clone()"), nullptr);
    EXPECT_EQ(with_text(*timeline, "clone()")->outcome, "= thread 4");
}

TEST(TimelineOfALook, MarksWhatTheCauseIsReadFrom) {
    const CloseLook look = a_full_buffer();
    const auto timeline = timeline_of(look, told_by(look, look.in_flight[0]));
    ASSERT_TRUE(timeline);
    for (const Moment& moment : timeline->moments)
        EXPECT_EQ(moment.decides, moment.text == "recvfrom(8 <client #2>, 4096 bytes, MSG_WAITALL)")
            << moment.text;
    const Moment& decisive = *with_text(*timeline, "recvfrom(8 <client #2>, 4096 bytes, MSG_WAITALL)");
    EXPECT_EQ(decisive.kind, Moment::Kind::sleeps);
    EXPECT_EQ(decisive.end_us, 1'989'000) << "until the failure";
    EXPECT_EQ(decisive.outcome, "");
}

TEST(TimelineOfALook, TheLineOfTheCauseTellsWhereItsWordsDoNot) {
    CloseLook look = a_full_buffer();
    look.in_flight[0].stack = {{"recv", "", 0}, {"echo", "lab4/main.cpp", 41}};
    Cause cause;
    cause.source = SourceLine{"lab4/main.cpp", 41, "echo", ""};
    const auto timeline = timeline_of(look, cause);
    ASSERT_TRUE(timeline);
    EXPECT_TRUE(with_text(*timeline, "recvfrom(8 <client #2>, 4096 bytes, MSG_WAITALL)")->decides);
    EXPECT_EQ(std::count_if(timeline->moments.begin(), timeline->moments.end(),
                            [](const Moment& moment) { return moment.decides; }),
              1);
}

TEST(TimelineOfALook, ArrowsGoWhereBytesWent) {
    CloseLook look = a_full_buffer();
    const Event taken = look.log.events()[1];
    const auto timeline = timeline_of(look, told_by(look, taken));
    ASSERT_TRUE(timeline);
    ASSERT_EQ(timeline->lanes[0], "client #1");
    for (const Moment& moment : timeline->moments) {
        const bool took = moment.text.starts_with("recvfrom(7") && moment.outcome == "= 13";
        const bool accepted = moment.text.starts_with("accept4()") && !moment.outcome.empty();
        EXPECT_EQ(moment.from.has_value(), took || accepted) << moment.text;
        EXPECT_EQ(moment.to.has_value(), moment.text.starts_with("sendto(7")) << moment.text;
        EXPECT_EQ(moment.to.value_or(0), 0U);
    }
}

TEST(TimelineOfALook, AThreadThatToldItsStackIsStillInItsCall) {
    CloseLook look = a_full_buffer();
    std::vector<Event> events = look.log.events();
    Event woken = look.in_flight[0];
    woken.end = woken.begin + 1;
    woken.end_ns = 2'000'100'000;
    woken.restarted = true;
    events.push_back(woken);
    look.log = EventLog(events);
    const auto timeline = timeline_of(look, told_by(look, look.in_flight[0]));
    ASSERT_TRUE(timeline);
    EXPECT_EQ(std::count_if(timeline->moments.begin(), timeline->moments.end(),
                            [](const Moment& moment) { return moment.text.starts_with("recvfrom(8"); }),
              1);
    EXPECT_EQ(with_text(*timeline, "recvfrom(8 <client #2>, 4096 bytes, MSG_WAITALL)")->outcome, "");
}

TEST(TimelineOfALook, IsForEverOnlyWhereEverybodySleepsWithoutAnEnd) {
    CloseLook look = a_full_buffer();
    const Cause cause = told_by(look, look.in_flight[0]);
    EXPECT_TRUE(timeline_of(look, cause)->goes_on);
    look.in_flight[0].asked_ns = 1'000'000'000;
    EXPECT_FALSE(timeline_of(look, cause)->goes_on) << "that one has set a time";
    look = a_full_buffer();
    look.at_failure->threads[1].state = ThreadState::running;
    EXPECT_FALSE(timeline_of(look, cause)->goes_on) << "somebody runs";
}

TEST(TimelineOfALook, AThreadThatRunsInNoCallIsShown) {
    CloseLook look = a_full_buffer();
    look.in_flight.clear();
    look.at_failure->threads[1].state = ThreadState::running;
    const auto timeline = timeline_of(look, told_by(look, look.log.events()[2]));
    ASSERT_TRUE(timeline);
    const Moment* runs = with_text(*timeline, "runs, in no call");
    ASSERT_NE(runs, nullptr);
    EXPECT_EQ(timeline->lanes[runs->lane], "thread 3");
    EXPECT_EQ(runs->kind, Moment::Kind::runs);
}

TEST(TimelineOfALook, OfManyCallsKeepsWhatIsNearTheDecisiveOneAndTheLast) {
    CloseLook look = a_full_buffer();
    std::vector<Event> events;
    const Descriptor two = connection(8, port_of_two);
    for (int at = 0; at < 2'000; ++at) events.push_back(reads(4, two, 20 + at, 20 + at, at));
    look.at_failure->time_ns = 5'000'000'000;
    look.log = EventLog(events);
    const auto timeline = timeline_of(look, told_by(look, events[1'000]));
    ASSERT_TRUE(timeline);
    EXPECT_LE(timeline->moments.size(), 60U);
    std::int64_t left_out = 0;
    for (const Moment& moment : timeline->moments) left_out += moment.left_out_before;
    EXPECT_GT(left_out, 1'900);
    for (const char* outcome : {"= 999", "= 1000", "= 1999"}) {
        EXPECT_TRUE(std::any_of(timeline->moments.begin(), timeline->moments.end(),
                                [&](const Moment& moment) { return moment.outcome == outcome; }))
            << outcome;
    }
}

TEST(TimelineOfALook, WhatTheClientSawLastTellsWhereNoCallDoes) {
    const CloseLook look = a_full_buffer();
    const auto timeline = timeline_of(look, Cause());
    ASSERT_TRUE(timeline);
    EXPECT_TRUE(with_text(*timeline, "waits for 13 bytes")->decides);
    EXPECT_TRUE(timeline->goes_on);
}

TEST(TimelineOfALook, EndsSoonAfterTheClientSawTheFailure) {
    CloseLook look = a_full_buffer();
    look.stories[1].deeds.back() = deed(Deed::Kind::sees_the_end, 16);
    std::vector<Event> events = look.log.events();
    events.push_back(call(4, Call::close, 900, 901));
    look.log = EventLog(events);
    const auto timeline = timeline_of(look, Cause());
    ASSERT_TRUE(timeline);
    EXPECT_TRUE(with_text(*timeline, "sees that the server has closed")->decides);
    EXPECT_EQ(with_text(*timeline, "close()"), nullptr) << "that was long after";
    EXPECT_FALSE(timeline->goes_on) << "the server went on then";
}

TEST(TimelineOfALook, LoopsOfCallsThatAllDecideAreShort) {
    CloseLook look = a_full_buffer();
    std::vector<Event> events;
    for (int at = 0; at < 500; ++at)
        events.push_back(reads(4, connection(8, port_of_two), 20 + at, 20 + at, -11));
    look.log = EventLog(events);
    const auto timeline = timeline_of(look, told_by(look, events[0]));
    ASSERT_TRUE(timeline);
    EXPECT_EQ(std::count_if(timeline->moments.begin(), timeline->moments.end(),
                            [](const Moment& moment) { return moment.decides; }),
              4);
}

TEST(TimelineOfALook, TheServersEndHasALane) {
    CloseLook look = a_full_buffer();
    look.in_flight.clear();
    look.at_failure.reset();
    look.end = Exit();
    look.end->kind = Exit::Kind::exited;
    look.end->value = 3;
    const auto timeline = timeline_of(look, told_by(look, look.log.events()[1]));
    ASSERT_TRUE(timeline);
    EXPECT_EQ(timeline->lanes.back(), "the server");
    EXPECT_EQ(timeline->moments.back().text, look.end->describe());
    EXPECT_FALSE(timeline->goes_on);
}

TEST(TimelineOfALook, OfNothingIsNothing) {
    EXPECT_EQ(timeline_of({}, {}), std::nullopt);
}

TEST(TimelineOfALook, EachCauseGetsThatOfACheckItExplains) {
    const CloseLook look = a_full_buffer();
    std::vector<Cause> causes = {told_by(look, look.in_flight[0]), Cause()};
    causes[1].explains = {"AnotherCheck"};
    add_timelines(causes, {look});
    EXPECT_TRUE(causes[0].timeline);
    EXPECT_FALSE(causes[1].timeline);
}

}  // namespace
}  // namespace grader
