// What the grader and a warden say to each other arrives as it was said.
#include "warden/protocol.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

namespace grader {
namespace {

using ::testing::ElementsAre;

/// As it comes out at the other end of a channel.
template <class Kind, class Envelope>
Kind arrived(const Envelope& sent) {
    const auto received = nlohmann::json::parse(nlohmann::json(sent).dump()).template get<Envelope>();
    EXPECT_EQ(received.id, sent.id);
    return std::get<Kind>(received.what);
}

to_warden::Launch arrived(const to_warden::Launch& sent) {
    return nlohmann::json::parse(nlohmann::json(sent).dump()).get<to_warden::Launch>();
}

TEST(ALaunch, ArrivesWithWhatIsToBeWatched) {
    to_warden::Launch launch;
    launch.program.command = {"/bin/echo", "hello"};
    EXPECT_FALSE(arrived(launch).trace);
    FaultRule rule;
    rule.calls = {Call::read};
    rule.scope = FaultScope::to_connections;
    launch.trace = TraceSpec{{Call::read, Call::write}, {rule}, 5};
    const to_warden::Launch traced = arrived(launch);
    EXPECT_THAT(traced.program.command, ElementsAre("/bin/echo", "hello"));
    ASSERT_TRUE(traced.trace);
    EXPECT_THAT(traced.trace->calls, ElementsAre(Call::read, Call::write));
    EXPECT_EQ(traced.trace->stacks_per_call, 5);
    ASSERT_THAT(traced.trace->faults, testing::SizeIs(1));
    EXPECT_EQ(traced.trace->faults[0].scope, FaultScope::to_connections);
}

TEST(ALaunch, HasATracerWhenSomethingIsWatchedOrHeld) {
    to_warden::Launch launch;
    EXPECT_FALSE(launch.has_tracer());
    launch.program.attach = true;
    EXPECT_TRUE(launch.has_tracer());
    launch.program.attach = false;
    launch.trace.emplace();
    EXPECT_TRUE(launch.has_tracer());
}

TEST(ACommand, ArrivesWithAllThatItSays) {
    using namespace to_warden;
    EXPECT_EQ(arrived<Signal>(Command{0, Signal{SIGTERM}}).number, SIGTERM);
    EXPECT_FALSE(arrived<Look>(Command{1, Look{only_threads()}}).parts.sockets);
    EXPECT_EQ(arrived<Mark>(Command{2, Mark{"serving"}}).label, "serving");
    EXPECT_TRUE(arrived<Hold>(Command{3, Hold{{.closes = true}}}).points.closes);
    EXPECT_EQ(arrived<Release>(Command{4, Release{17}}).thread, 17);
    EXPECT_EQ(arrived<TakeStack>(Command{5, TakeStack{18}}).thread, 18);
}

TEST(ACommand, MayHaveNothingToSay) {
    using namespace to_warden;
    arrived<HandOver>(Command{6, HandOver{}});
    arrived<ReleaseAll>(Command{6, ReleaseAll{}});
    arrived<TellHeld>(Command{7, TellHeld{}});
    arrived<TellInFlight>(Command{8, TellInFlight{}});
}

TEST(AMessage, ArrivesWithAllThatItSays) {
    using namespace from_warden;
    EXPECT_EQ(arrived<Started>(Message{0, Started{4'711}}).process, 4'711);
    EXPECT_EQ(arrived<Fell>(Message{0, Fell{4'712}}).thread, 4'712);
    Event call;
    call.what = EventKind::call;
    call.call = Call::accept4;
    EXPECT_EQ(arrived<Observed>(Message{0, Observed{call}}).event.call, Call::accept4);
    const Exit exit = arrived<Ended>(Message{0, Ended{{Exit::Kind::signalled, SIGKILL, "too much"}}}).exit;
    EXPECT_EQ(exit.kind, Exit::Kind::signalled);
    EXPECT_EQ(exit.value, SIGKILL);
    EXPECT_EQ(exit.message, "too much");
}

TEST(AnAnswer, ArrivesWithTheIdOfItsCommand) {
    using namespace from_warden;
    arrived<Done>(Message{9, Done{}});
    EXPECT_THAT(arrived<Held>(Message{10, Held{{7, 8}}}).threads, ElementsAre(7, 8));
    EXPECT_THAT(arrived<InFlight>(Message{11, InFlight{{Event()}}}).calls, testing::SizeIs(1));
    EXPECT_FALSE(arrived<Looked>(Message{12, Looked{}}).snapshot);
    Snapshot snapshot;
    snapshot.processes = 3;
    EXPECT_EQ(arrived<Looked>(Message{13, Looked{snapshot}}).snapshot->processes, 3);
}

TEST(WhatIsNoMessage, IsRefused) {
    const auto read = [](const char* text) {
        return nlohmann::json::parse(text).get<from_warden::Message>();
    };
    EXPECT_THROW(read(R"({"id": 1, "is": "hold", "with": {}})"), std::invalid_argument) << "a command";
    EXPECT_THROW(read(R"({"id": 1, "is": "held", "with": {}})"), nlohmann::json::exception);
    EXPECT_THROW(read(R"({"is": "done"})"), nlohmann::json::exception);
    EXPECT_THROW(read(R"([1])"), nlohmann::json::exception);
}

}  // namespace
}  // namespace grader
