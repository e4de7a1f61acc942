// The table of system calls, and names and numbers of those that are not in it.
#include "base/calls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

namespace grader {
namespace {

using ::testing::Contains;
using ::testing::IsSupersetOf;
using ::testing::Not;

TEST(ACall, IsKnownByItsNumber) {
    EXPECT_EQ(call_numbered(SYS_read), Call::read);
    EXPECT_EQ(call_numbered(SYS_accept4), Call::accept4);
    EXPECT_EQ(call_numbered(SYS_io_uring_setup), Call::io_uring_setup);
}

TEST(ACall, IsKnownByItsName) {
    EXPECT_EQ(call_named("read"), Call::read);
    EXPECT_EQ(call_named("clock_nanosleep"), Call::clock_nanosleep);
    EXPECT_EQ(name_of(Call::sendmmsg), "sendmmsg");
}

TEST(ACall, ThatHasNoRowHasTheKernelsName) {
    EXPECT_EQ(name_of(call_numbered(SYS_getpid)), "getpid");
    EXPECT_EQ(call_named("getpid"), call_numbered(SYS_getpid));
    EXPECT_EQ(about(call_named("getpid")).on, -1);
}

TEST(ACall, ThatNobodyKnowsHasItsNumber) {
    EXPECT_EQ(name_of(call_numbered(99'999)), "call_99999");
    EXPECT_EQ(call_named("call_99999"), call_numbered(99'999));
}

TEST(ACall, IsNoneWhereThereIsNoneOfThatName) {
    for (const char* name : {"", "no_such_call", "call_", "call_-7", "call_7x", "call_99999999999999"})
        EXPECT_EQ(call_named(name), Call::none) << name;
    EXPECT_EQ(name_of(Call::none), "");
}

TEST(ACall, IsAWordInADocument) {
    const nlohmann::json word = Call::epoll_wait;
    EXPECT_EQ(word.dump(), R"("epoll_wait")");
    EXPECT_EQ(word.get<Call>(), Call::epoll_wait);
}

TEST(ANumber, IsThatOfTheNameOrNegative) {
    EXPECT_EQ(number_of_call("read"), SYS_read);
    EXPECT_EQ(number_of_call("sendto"), SYS_sendto);
    EXPECT_EQ(number_of_call("file_setattr"), 469) << "newer than many a libseccomp";
    EXPECT_LT(number_of_call("no_such_call"), 0);
    EXPECT_LT(number_of_call(""), 0);
}

TEST(ReadsAndWrites, MoveBytesOfTheirOnlyDescriptor) {
    for (const Call call : {Call::read, Call::readv, Call::recvfrom, Call::recvmsg, Call::recvmmsg}) {
        EXPECT_EQ(about(call).takes_from, End::on) << name_of(call);
        EXPECT_EQ(about(call).gives_to, End::none) << name_of(call);
        EXPECT_FALSE(accepts(call)) << name_of(call);
    }
    for (const Call call : {Call::write, Call::writev, Call::sendto, Call::sendmsg, Call::sendmmsg}) {
        EXPECT_EQ(about(call).gives_to, End::on) << name_of(call);
        EXPECT_EQ(about(call).takes_from, End::none) << name_of(call);
        EXPECT_FALSE(accepts(call)) << name_of(call);
    }
}

TEST(Copies, MoveBytesFromOneDescriptorToAnother) {
    EXPECT_EQ(about(Call::splice).takes_from, End::on);
    EXPECT_EQ(about(Call::splice).gives_to, End::other);
    EXPECT_EQ(about(Call::sendfile).takes_from, End::other);
    EXPECT_EQ(about(Call::sendfile).gives_to, End::on);
}

TEST(Accepting, IsWhatReturnsAConnection) {
    EXPECT_TRUE(accepts(Call::accept) && accepts(Call::accept4));
    for (const Call call :
         {Call::close, Call::poll, Call::socket, Call::dup, Call::none, call_numbered(99'999)})
        EXPECT_FALSE(accepts(call)) << name_of(call);
}

TEST(TheDescriptor, IsTheFirstArgumentOfCallsOnOne) {
    for (const Call call :
         {Call::read, Call::sendmsg, Call::accept4, Call::close, Call::shutdown, Call::fcntl, Call::dup2,
          Call::splice, Call::sendfile, Call::epoll_wait, Call::epoll_ctl})
        EXPECT_EQ(about(call).on, 0) << name_of(call);
    for (const Call call : {Call::poll, Call::select, Call::socket, Call::clone, Call::futex, Call::nanosleep,
                            Call::epoll_create1})
        EXPECT_EQ(about(call).on, -1) << name_of(call);
}

TEST(TheLength, IsAnArgumentOfSimpleReadsAndWrites) {
    for (const Call call : {Call::read, Call::recvfrom, Call::write, Call::sendto})
        EXPECT_EQ(length_argument(call), 2) << name_of(call);
    EXPECT_EQ(length_argument(Call::splice), 4);
}

TEST(TheLength, IsNoArgumentWhereItIsInAVector) {
    for (const Call call :
         {Call::readv, Call::writev, Call::recvmsg, Call::sendmsg, Call::accept, Call::poll})
        EXPECT_EQ(length_argument(call), -1) << name_of(call);
}

TEST(PatternCalls, HaveEveryCallThatMovesBytesOrAccepts) {
    const std::set<Call> calls(pattern_calls().begin(), pattern_calls().end());
    EXPECT_EQ(calls.size(), pattern_calls().size()) << "none twice";
    EXPECT_THAT(calls, IsSupersetOf({Call::read, Call::readv, Call::recvfrom, Call::recvmsg, Call::recvmmsg,
                                     Call::write, Call::writev, Call::sendto, Call::sendmsg, Call::sendmmsg,
                                     Call::sendfile, Call::splice, Call::accept, Call::accept4}));
    EXPECT_THAT(calls, IsSupersetOf({Call::clone, Call::fork, Call::vfork, Call::poll, Call::select,
                                     Call::epoll_wait, Call::io_uring_setup}));
    EXPECT_THAT(calls, IsSupersetOf({Call::fsync, Call::fdatasync, Call::msync}));
    EXPECT_THAT(calls, Not(Contains(Call::none)));
}

TEST(PatternCalls, AreKnownByNameAndByNumber) {
    for (const Call call : pattern_calls()) {
        EXPECT_EQ(call_named(name_of(call)), call);
        const long number = number_of_call(name_of(call));
        if (number < 0) continue;  // not on this architecture
        EXPECT_EQ(call_numbered(number), call) << name_of(call);
    }
}

}  // namespace
}  // namespace grader
