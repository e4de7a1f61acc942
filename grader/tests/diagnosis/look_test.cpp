// What the calls of a second look are taken for.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/socket.h>

#include <cerrno>

#include "diagnosis/facts_of_look.hpp"
#include "evidence/trace/pointees.hpp"

namespace grader {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class Look : public testing::Test {
 protected:
    Look() { look_.lab = 4; }
    Event call(Call what, std::int64_t result, std::vector<std::uint64_t> arguments) {
        Event event;
        event.what = EventKind::call;
        event.call = what;
        event.tid = 3;
        event.begin = ++order_;
        event.end = ++order_;
        event.result = result;
        event.arguments = std::move(arguments);
        event.arguments.resize(6);
        return event;
    }
    static Event on_connection(Event event) {
        event.descriptor = {5, DescriptorKind::connection, 77, false, 40'001};
        return event;
    }
    static Event still_in(Event event) {
        event.end = 0;
        return event;
    }
    std::vector<std::string> facts() {
        look_.log = EventLog(events_);
        std::vector<std::string> names;
        for (const Fact& fact : facts_of(look_))
            names.push_back(std::string(name_of(fact.kind)) + (fact.value.empty() ? "" : ":" + fact.value));
        return names;
    }

    CloseLook look_;
    std::vector<Event> events_;
    std::uint64_t order_ = 0;
};

TEST_F(Look, TellsARecvThatWaitsForAll) {
    look_.in_flight = {still_in(on_connection(call(Call::recvfrom, 0, {5, 0, 4'096, MSG_WAITALL})))};
    EXPECT_THAT(facts(), Contains("waits_for_all:recvfrom"));
    look_.in_flight = {still_in(on_connection(call(Call::recvfrom, 0, {5, 0, 4'096, 0})))};
    EXPECT_THAT(facts(), ElementsAre("asleep:recvfrom"));
}

TEST_F(Look, TellsACloseThatDiscards) {
    Event lingers = call(Call::setsockopt, 0, {5, SOL_SOCKET, SO_LINGER, 0, 8});
    lingers.values = {1, 0};
    events_ = {lingers};
    EXPECT_THAT(facts(), ElementsAre("lingers_zero"));
    events_[0].values = {1, 5};
    EXPECT_THAT(facts(), IsEmpty());
}

TEST_F(Look, TellsWhatSigtermIsToDo) {
    look_.follows_signals = true;
    Event handles = call(Call::rt_sigaction, 0, {SIGTERM, 1});
    handles.values = {static_cast<std::int64_t>(SignalAction::handled), SA_RESTART};
    events_ = {handles};
    EXPECT_THAT(facts(), ElementsAre("term_restarts_calls"));
    events_[0].values = {static_cast<std::int64_t>(SignalAction::handled), 0};
    EXPECT_THAT(facts(), IsEmpty());
    events_[0].arguments[0] = SIGPIPE;
    EXPECT_THAT(facts(), ElementsAre("term_not_handled"));
    // A signal may be waited for, too.
    look_.in_flight = {still_in(call(Call::rt_sigtimedwait, 0, {}))};
    EXPECT_THAT(facts(), ElementsAre("asleep:rt_sigtimedwait"));
}

TEST_F(Look, TellsARestThatIsNotSent) {
    events_ = {on_connection(call(Call::write, 8'192, {5, 0, 65'536})),
               on_connection(call(Call::read, 100, {5, 0, 65'536}))};
    EXPECT_THAT(facts(), IsEmpty()) << "perhaps it is still to be sent";
    events_.push_back(on_connection(call(Call::write, 4'096, {5, 0, 4'096})));
    EXPECT_THAT(facts(), IsEmpty()) << "in pieces";
    events_.pop_back();
    events_.push_back(on_connection(call(Call::write, 65'536, {5, 0, 65'536})));
    EXPECT_THAT(facts(), ElementsAre("rest_not_sent:write"));
    events_ = {on_connection(call(Call::write, 8'192, {5, 0, 65'536})),
               on_connection(call(Call::write, 57'344, {5, 0, 57'344})),
               on_connection(call(Call::read, 100, {5, 0, 65'536}))};
    EXPECT_THAT(facts(), IsEmpty());
}

TEST_F(Look, TellsWhoReadsOnBehindTheEnd) {
    const Event end = on_connection(call(Call::read, 0, {5, 0, 4'096}));
    events_.assign(9, end);
    EXPECT_THAT(facts(), IsEmpty()) << "one may look again before one closes";
    events_.push_back(end);
    EXPECT_THAT(facts(), ElementsAre("reads_after_the_end:read"));
    for (Event& each : events_) each.arguments[2] = 0;
    EXPECT_THAT(facts(), IsEmpty()) << "0 bytes were asked for, and came";
}

TEST_F(Look, TellsABufferThatIsToBeFull) {
    events_ = {on_connection(call(Call::read, 13, {5, 0, 4'096}))};
    look_.in_flight = {still_in(on_connection(call(Call::read, 0, {5, 0, 4'083})))};
    EXPECT_THAT(facts(), ElementsAre("asleep:read", "reads_on_until_full:read"));
    // One that has answered asks for a whole buffer again.
    look_.in_flight = {still_in(on_connection(call(Call::read, 0, {5, 0, 4'096})))};
    EXPECT_THAT(facts(), ElementsAre("asleep:read"));
}

TEST_F(Look, TellsAcceptingThatEndedWithAnError) {
    events_ = {call(Call::accept, -ECONNABORTED, {3})};
    EXPECT_THAT(facts(), ElementsAre("accepts_no_more_after:ECONNABORTED"));
    look_.in_flight = {still_in(call(Call::accept, 0, {3}))};
    EXPECT_THAT(facts(), IsEmpty());
}

TEST_F(Look, TellsAWaitThatEndedWithAnError) {
    events_ = {call(Call::accept, 5, {3}), call(Call::poll, -EINTR, {})};
    EXPECT_THAT(facts(), ElementsAre("waits_no_more_after:EINTR"));
    look_.in_flight = {still_in(call(Call::poll, 0, {}))};
    EXPECT_THAT(facts(), ElementsAre("asleep:poll"));
}

TEST_F(Look, TellsAnErrorThatWasTakenForTheEnd) {
    events_ = {on_connection(call(Call::read, -EINTR, {5, 0, 100})), call(Call::close, 0, {5})};
    EXPECT_THAT(facts(), ElementsAre("reads_no_more_after:EINTR"));
    // Who has gone is read no more.
    events_[0].result = -ECONNRESET;
    EXPECT_THAT(facts(), IsEmpty());
}

TEST_F(Look, TellsAFailedWaitBehindWhichOthersLie) {
    const Descriptor listener{3, DescriptorKind::listener, 9, false, 0};
    Event wait = call(Call::poll, -EINTR, {});
    wait.waited = {listener};
    events_ = {wait, call(Call::write, 1, {7}), call(Call::poll, 0, {})};
    events_[2].waited = {{8, DescriptorKind::eventfd, 0, true, 0}};
    look_.in_flight = {still_in(call(Call::accept, 0, {3}))};
    EXPECT_THAT(facts(), ElementsAre("accepts_after_failed_wait:EINTR"));
    // Who has waited again since, or accepted, is not held up by that one.
    Event again = wait;
    again.result = 1;
    again.begin = again.end = events_[2].end;
    events_.push_back(again);
    EXPECT_THAT(facts(), IsEmpty());
    events_[3] = call(Call::accept, 5, {3});
    look_.in_flight = {still_in(call(Call::accept, 0, {3}))};
    EXPECT_THAT(facts(), IsEmpty());
}

TEST_F(Look, TellsAnAcceptThatSleepsOnBehindARestartingHandler) {
    look_.follows_signals = true;
    Event handles = call(Call::rt_sigaction, 0, {SIGTERM, 1});
    handles.values = {static_cast<std::int64_t>(SignalAction::handled), SA_RESTART};
    events_ = {handles};
    look_.in_flight = {still_in(call(Call::accept, 0, {3}))};
    EXPECT_THAT(facts(), ElementsAre("term_restarts_calls", "accept_sleeps_on:accept"));
}

TEST_F(Look, TakesNoConditionForALock) {
    Event keeper = still_in(on_connection(call(Call::write, 0, {5, 0, 4'096})));
    Event waiter = still_in(call(Call::futex, 0, {}));
    waiter.stack = {{"pthread_cond_clockwait@@GLIBC_2.34", "", 0}};
    look_.in_flight = {keeper, waiter};
    EXPECT_THAT(facts(), testing::Not(Contains("sleeps_while_others_wait:write")));
    look_.in_flight[1].stack = {{"pthread_mutex_lock@@GLIBC_2.2.5", "", 0}};
    EXPECT_THAT(facts(), Contains("sleeps_while_others_wait:write"));
}

TEST_F(Look, SaysInWordsWhatACallShows) {
    look_.log = EventLog({call(Call::accept, -EMFILE, {3})});
    EXPECT_THAT(
        facts_of(look_).at(0).seen,
        testing::StartsWith("accept() failed with EMFILE, and this thread accepted nobody any more: "));
}

TEST_F(Look, TellsAnAcceptBehindAFailedWait) {
    events_ = {call(Call::poll, -EINTR, {})};
    look_.in_flight = {still_in(call(Call::accept, 0, {3}))};
    EXPECT_THAT(facts(), ElementsAre("accepts_after_failed_wait:EINTR"));
}

TEST_F(Look, TellsWhoSleepsWhileOthersWaitForALock) {
    look_.in_flight = {still_in(on_connection(call(Call::write, 0, {5, 0, 100}))),
                       still_in(call(Call::futex, 0, {}))};
    EXPECT_THAT(facts(), ElementsAre("asleep:write", "asleep:futex")) << "it may wait for a thread's end";
    look_.in_flight[1].stack = {{"pthread_mutex_lock", "", 0}, {"serve(int)", "/lab4/main.cpp", 0}};
    EXPECT_THAT(facts(), ElementsAre("sleeps_while_others_wait:write", "asleep:write", "asleep:futex"));
}

TEST_F(Look, TellsAWorkerThatSleepsOnAConnection) {
    look_.lab = 5;
    look_.in_flight = {still_in(on_connection(call(Call::read, 0, {5, 0, 100})))};
    EXPECT_THAT(facts(), ElementsAre("blocking_socket:read", "asleep:read"));
    look_.in_flight[0].descriptor.nonblocking = true;
    EXPECT_THAT(facts(), ElementsAre("asleep:read"));
}

TEST_F(Look, TellsTheSameMistakeOnce) {
    events_ = {call(Call::close, -EBADF, {5}), call(Call::close, -EBADF, {5})};
    EXPECT_THAT(facts(), ElementsAre("closes_what_is_not_open:5"));
}

}  // namespace
}  // namespace grader
