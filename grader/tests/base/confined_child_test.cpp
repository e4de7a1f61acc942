#include "base/confined_child.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace grader {
namespace {

using ::testing::HasSubstr;
using Answer = std::function<void(const std::string&)>;

ChildAnswer answer(const std::function<void(int, const Answer&)>& work, const ChildLimits& limits = {}) {
    const UniqueFd input(::open("/proc/self/status", O_RDONLY | O_CLOEXEC));
    return answer_of_child(input, work, limits);
}

TEST(ConfinedChild, AnswersWhatItHasMadeOfItsInput) {
    const ChildAnswer done = answer([](int input, const Answer& say) {
        char part[5];
        ASSERT_EQ(::read(input, part, sizeof part), 5);
        say(std::string(part, sizeof part));
        say(std::string(1U << 20U, 'x'));
    });
    EXPECT_TRUE(done.ok);
    EXPECT_EQ(done.bytes, "Name:" + std::string(1U << 20U, 'x'));
}

TEST(ConfinedChild, HasNothingOfTheMachineButMemory) {
    const ChildAnswer done = answer([](int, const Answer& say) {
        say(std::to_string(::open("/etc/passwd", O_RDONLY)));
        say(std::to_string(::socket(AF_INET, SOCK_STREAM, 0)));
        say(std::to_string(::fork()));
        say(std::to_string(::kill(::getppid(), 0)));
        say(std::to_string(::fcntl(0, F_GETFD)));
    });
    EXPECT_TRUE(done.ok) << done.failure;
    EXPECT_EQ(done.bytes, "-1-1-1-1-1");
}

TEST(ConfinedChild, TellsWhatItThrewAsItsOwnWord) {
    const ChildAnswer done = answer([](int, const Answer& say) {
        say("half an answer");
        throw std::runtime_error("the file is damaged");
    });
    EXPECT_FALSE(done.ok);
    EXPECT_TRUE(done.is_own_word);
    EXPECT_EQ(done.failure, "the file is damaged");
}

TEST(ConfinedChild, MayCrash) {
    const ChildAnswer done = answer([](int, const Answer&) { ::raise(SIGSEGV); });
    EXPECT_FALSE(done.ok);
    EXPECT_FALSE(done.is_own_word);
    EXPECT_THAT(done.failure, HasSubstr("it makes its reader fail"));
}

TEST(ConfinedChild, IsEndedWhenItGoesOnForEver) {
    ChildLimits limits;
    limits.cpu_seconds = 1;
    const ChildAnswer done = answer(
        [](int, const Answer&) {
            for (;;) ::lseek(0, 0, SEEK_CUR);
        },
        limits);
    EXPECT_FALSE(done.ok);
    EXPECT_EQ(done.failure, "it takes too long");
}

TEST(ConfinedChild, IsEndedWhenItSaysTooMuch) {
    ChildLimits limits;
    limits.answer = 1000;
    const ChildAnswer done = answer(
        [](int, const Answer& say) {
            for (;;) say(std::string(1000, 'x'));
        },
        limits);
    EXPECT_FALSE(done.ok);
    EXPECT_LE(done.bytes.size(), 1000U);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(ConfinedChild, GetsNoMoreMemoryThanItsLimit) {
    ChildLimits limits;
    limits.memory = 64U << 20U;
    const ChildAnswer done = answer(
        [](int, const Answer& say) { say(std::string(std::size_t{256} << 20U, 'x').substr(0, 1)); }, limits);
    EXPECT_FALSE(done.ok);
    EXPECT_EQ(done.failure, "it takes too much memory");
}
#endif

}  // namespace
}  // namespace grader
