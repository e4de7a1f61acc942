#include "evidence/trace/calls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <set>

namespace grader {
namespace {

using ::testing::IsSupersetOf;

TEST(CallName, IsTheKernels) {
    EXPECT_EQ(call_name(SYS_read), "read");
    EXPECT_EQ(call_name(SYS_accept4), "accept4");
    EXPECT_EQ(call_name(SYS_io_uring_setup), "io_uring_setup");
}

TEST(CallName, OfAnUnknownNumberIsTheNumber) {
    EXPECT_EQ(call_name(99'999), "call_99999");
    EXPECT_EQ(call_name(99'999), "call_99999") << "asked again";
}

TEST(CallNumber, IsTheNamesOrNegative) {
    EXPECT_EQ(call_number("read"), SYS_read);
    EXPECT_EQ(call_number("sendto"), SYS_sendto);
    EXPECT_LT(call_number("no_such_call"), 0);
    EXPECT_LT(call_number(""), 0);
}

TEST(ReadsWritesAndAccepts, AreExclusive) {
    for (const char* name : {"read", "readv", "recvfrom", "recvmsg", "recvmmsg"}) {
        EXPECT_TRUE(reads(name)) << name;
        EXPECT_FALSE(writes(name) || accepts(name)) << name;
    }
    for (const char* name : {"write", "writev", "sendto", "sendmsg", "sendmmsg"}) {
        EXPECT_TRUE(writes(name)) << name;
        EXPECT_FALSE(reads(name) || accepts(name)) << name;
    }
    for (const char* name : {"accept", "accept4"}) {
        EXPECT_TRUE(accepts(name)) << name;
        EXPECT_FALSE(reads(name) || writes(name)) << name;
    }
    for (const char* name : {"close", "poll", "recv", "readlink", "", "call_99999"})
        EXPECT_FALSE(reads(name) || writes(name) || accepts(name)) << name;
}

TEST(DescriptorArgument, IsTheFirstOfCallsOnADescriptor) {
    for (const char* name : {"read", "sendmsg", "accept4", "close", "shutdown", "fcntl", "dup2", "splice",
                             "sendfile", "epoll_wait", "epoll_ctl"})
        EXPECT_EQ(descriptor_argument(name), 0) << name;
}

TEST(DescriptorArgument, IsNoneOfCallsWithoutOne) {
    for (const char* name :
         {"poll", "select", "socket", "clone", "futex", "nanosleep", "epoll_create1", "nonsense"})
        EXPECT_EQ(descriptor_argument(name), -1) << name;
}

TEST(LengthArgument, IsTheThirdOfSimpleReadsAndWritesAndSplicesFifth) {
    for (const char* name : {"read", "recvfrom", "write", "sendto"})
        EXPECT_EQ(length_argument(name), 2) << name;
    EXPECT_EQ(length_argument("splice"), 4);
}

TEST(LengthArgument, IsNoneWhereTheLengthIsInAVector) {
    for (const char* name : {"readv", "writev", "recvmsg", "sendmsg", "accept", "close", "poll"})
        EXPECT_EQ(length_argument(name), -1) << name;
}

TEST(PatternCalls, HaveEveryCallThatReadsWritesOrAccepts) {
    const std::set<std::string> names(pattern_calls().begin(), pattern_calls().end());
    EXPECT_EQ(names.size(), pattern_calls().size()) << "none twice";
    EXPECT_THAT(names,
                IsSupersetOf({"read", "readv", "recvfrom", "recvmsg", "recvmmsg", "write", "writev", "sendto",
                              "sendmsg", "sendmmsg", "sendfile", "splice", "accept", "accept4"}));
    EXPECT_THAT(names,
                IsSupersetOf({"clone", "fork", "vfork", "poll", "select", "epoll_wait", "io_uring_setup"}));
    EXPECT_THAT(names, IsSupersetOf({"fsync", "fdatasync", "msync"}));
}

TEST(PatternCalls, AreNamesOfCalls) {
    for (const std::string& name : pattern_calls()) {
        const long number = call_number(name);
        if (number < 0) continue;  // not on this architecture
        EXPECT_EQ(call_name(number), name);
    }
}

}  // namespace
}  // namespace grader
