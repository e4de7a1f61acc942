// What the machine allows, and what is less than what is needed.
#include "arena/bounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <limits>
#include <stdexcept>

#include "base/environment.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<Bound> small = {{Resource::descriptors, 64, "ulimit -Hn", "raise it"},
                                  {Resource::memory, 200ULL << 20U, "the memory bound of /x", "take more"}};

TEST(Bounds, WhatIsEnoughIsNoShortage) {
    EXPECT_THAT(shortages({{Resource::descriptors, 64}, {Resource::threads, 1'000'000}}, small), IsEmpty());
}

TEST(Bounds, AShortageNamesLimitNeedAndWayOut) {
    const auto found = shortages({{Resource::descriptors, 100}, {Resource::descriptors, 256}}, small);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].resource, Resource::descriptors);
    EXPECT_EQ(
        found[0].sentence,
        "it allows 64 descriptors a process (ulimit -Hn), and up to 256 descriptors a process may be needed: "
        "raise it");
}

TEST(Bounds, AllShortagesAreToldOfAtOnce) {
    const std::string text =
        joined(shortages({{Resource::descriptors, 65}, {Resource::memory, 1ULL << 30U}}, small));
    EXPECT_THAT(text, AllOf(HasSubstr("raise it; "), HasSubstr("200 MiB of memory"), HasSubstr("1024 MiB")));
}

TEST(Bounds, WhatIsNotBoundIsUnlimited) {
    EXPECT_EQ(most_of(Resource::stack, small), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(most_of(Resource::descriptors, small), 64U);
}

TEST(Bounds, OfThisProcessAreRead) {
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit few{77, 77};
        ::setrlimit(RLIMIT_NOFILE, &few);
        const std::vector<Bound> bounds = read_bounds({}, "/tmp");
        const bool right = most_of(Resource::descriptors, bounds) == 77 &&
                           most_of(Resource::memory, bounds) > 0 && most_of(Resource::threads, bounds) > 0;
        ::_exit(right ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

TEST(KnownVariables, AreReadAndNoOthers) {
    EXPECT_TRUE(is_known_variable("HOME"));
    for (const char* name :
         {"GTEST_FILTER", "GTEST_TOTAL_SHARDS", "LD_PRELOAD", "TSAN_OPTIONS", "HOMER", "HOM", ""})
        EXPECT_FALSE(is_known_variable(name)) << name;
    EXPECT_EQ(variable("PATH"), ::getenv("PATH"));
    EXPECT_THROW((void)variable("LD_PRELOAD"), std::logic_error);
}

}  // namespace
}  // namespace grader
