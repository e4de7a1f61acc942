// Whether a trace accounts for what clients got.
#include "evidence/trace/coverage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recorded.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

constexpr int port = 4'001;

Event call(Call name, std::int64_t result) {
    Event event;
    event.what = EventKind::call;
    event.call = name;
    event.tid = 1;
    event.end = 1;
    event.result = result;
    event.arguments.resize(6);
    return event;
}

Event on_connection(Call name, std::int64_t result, int of = port) {
    Event event = call(name, result);
    event.descriptor = {5, DescriptorKind::connection, 77, false, of};
    return event;
}

Event accepted(int from = port) {
    Event event = call(Call::accept4, 5);
    event.descriptor = {3, DescriptorKind::listener, 70, false, 0};
    event.other = {5, DescriptorKind::connection, 77, false, from};
    return event;
}

std::optional<std::string> missing(std::vector<Event> events, const Echoed& echoed = {{port, 100}}) {
    return not_accounted_for(EventLog(std::move(events)), echoed, {{port, "client #1"}});
}

TEST(ATrace, AccountsForAClientByItsAcceptItsReadsAndItsWrites) {
    EXPECT_EQ(missing({accepted(), on_connection(Call::recvfrom, 60), on_connection(Call::read, 40),
                       on_connection(Call::sendto, 100)}),
              std::nullopt);
}

TEST(ATrace, OfNothingProvesNothing) {
    EXPECT_THAT(missing({}), Optional(HasSubstr("client #1 got 100 bytes back, but no accept()")));
}

TEST(ATrace, WithoutTheReadsOrTheWritesProvesNothing) {
    EXPECT_THAT(missing({accepted(), on_connection(Call::recvfrom, 99), on_connection(Call::sendto, 100)}),
                Optional(HasSubstr("calls that read 99 bytes")));
    EXPECT_THAT(missing({accepted(), on_connection(Call::recvfrom, 100), on_connection(Call::sendto, -11)}),
                Optional(HasSubstr("calls that wrote 0 bytes")));
}

TEST(ATrace, NeedNotShowClientsThatGotNothing) {
    EXPECT_EQ(missing({}, {{port, 0}}), std::nullopt);
}

TEST(ATrace, CountsWhatTheKernelCopiesByItself) {
    Event in = on_connection(Call::splice, 100);
    in.other = {8, DescriptorKind::pipe, 0, false, 0};
    Event out = call(Call::splice, 100);
    out.descriptor = {7, DescriptorKind::pipe, 0, false, 0};
    out.other = {5, DescriptorKind::connection, 77, false, port};
    EXPECT_EQ(missing({accepted(), in, out}), std::nullopt);
}

TEST(ATrace, CountsTheBytesOfSeveralMessagesNotTheMessages) {
    Event in = on_connection(Call::recvmmsg, 2);
    in.bytes = 100;
    Event out = on_connection(Call::sendmmsg, 2);
    out.bytes = 100;
    EXPECT_EQ(missing({accepted(), in, out}), std::nullopt);
    out.bytes = 99;
    EXPECT_NE(missing({accepted(), in, out}), std::nullopt);
}

TEST(ATrace, IsSummedUpWhereClientsCannotBeToldApart) {
    const std::vector<Event> two = {accepted(0), accepted(0), on_connection(Call::read, 150, 0),
                                    on_connection(Call::write, 150, 0)};
    EXPECT_EQ(missing(two, {{port, 100}, {port + 1, 50}}), std::nullopt);
    EXPECT_NE(missing(two, {{port, 100}, {port + 1, 51}}), std::nullopt);
    EXPECT_NE(missing(two, {{port, 50}, {port + 1, 50}, {port + 2, 50}}), std::nullopt) << "three clients";
}

TEST(ATrace, ThatIsFullProvesNothing) {
    Event lost;
    lost.what = EventKind::lost;
    lost.result = 150'000;
    EXPECT_THAT(missing({accepted(), on_connection(Call::read, 100), on_connection(Call::write, 100), lost}),
                Optional(HasSubstr("full: there were more than 150000")));
    EXPECT_EQ(hides(EventLog({lost})), std::nullopt) << "all threads together: it may be the machine's pace";
}

TEST(AServer, HidesBehindNonsenseOrDescriptorsOfAThreadsOwn) {
    Event lost;
    lost.what = EventKind::lost;
    lost.tid = 9;
    lost.result = 60'000;
    EXPECT_THAT(hides(EventLog({lost})), Optional(HasSubstr("thread 9 made more than 60000 calls")));
    Event refused = call(Call::clone, -1);
    refused.refused = true;
    EXPECT_THAT(hides(EventLog({refused})), Optional(HasSubstr("thread 1 asked for")));
    EXPECT_EQ(hides(EventLog({accepted(), on_connection(Call::read, 1)})), std::nullopt);
}

TEST(ARecordedLog, AccountsForBothItsClients) {
    const EventLog log = recorded("two-clients");
    Echoed echoed;
    for (const ConnectionStory& story : log.connections()) echoed[story.client_port] = story.bytes_written;
    ASSERT_EQ(echoed.size(), 2U);
    EXPECT_EQ(not_accounted_for(log, echoed, {}), std::nullopt);
    EXPECT_EQ(hides(log), std::nullopt);
    ++echoed.begin()->second;
    EXPECT_NE(not_accounted_for(log, echoed, {}), std::nullopt) << "a byte that nobody wrote";
}

}  // namespace
}  // namespace grader
