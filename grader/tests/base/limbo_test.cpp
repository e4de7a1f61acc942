// What an exception passes on its way is kept for a debugger, and nothing else is.
#include "base/limbo.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace grader {
namespace {

bool is_open(int descriptor) {
    return ::fcntl(descriptor, F_GETFD) != -1;
}

int new_descriptor() {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/// Its number, after an exception has gone through its scope.
int passed_by_an_exception() {
    const int number = new_descriptor();
    try {
        const MortalFd connection(number);
        throw std::runtime_error("a check has failed");
    } catch (const std::runtime_error&) {
    }
    return number;
}

// Limbo stays open once it has been opened: so the order of these is theirs.
TEST(Limbo, TakesNothingBeforeItIsOpened) {
    EXPECT_FALSE(is_open(passed_by_an_exception()));
}

TEST(Limbo, KeepsAConnectionThatAnExceptionPassesUntilItIsEmptied) {
    Limbo::open();
    const int number = passed_by_an_exception();
    EXPECT_TRUE(is_open(number));
    Limbo::empty();
    EXPECT_FALSE(is_open(number));
}

TEST(Limbo, LeavesAloneWhatEndsInAnOrdinaryWay) {
    Limbo::open();
    const int number = new_descriptor();
    { const MortalFd connection(number); }
    EXPECT_FALSE(is_open(number));
}

TEST(Limbo, NamesTheProgramOfTheInnermostScope) {
    Limbo::open();
    EXPECT_FALSE(Limbo::program());
    Limbo::take(std::make_shared<int>(1), {.process = 11});
    Limbo::take(std::make_shared<int>(2), {.process = 12});
    ASSERT_TRUE(Limbo::program());
    EXPECT_EQ(Limbo::program()->process, 11);
    Limbo::empty();
    EXPECT_FALSE(Limbo::program());
}

TEST(Limbo, EndsConnectionsBeforeProgramsWhichWouldSeeThemEnd) {
    Limbo::open();
    const int number = new_descriptor();
    bool was_open = true;
    Limbo::take(std::shared_ptr<void>(nullptr, [&](void*) { was_open = is_open(number); }), {.process = 13});
    Limbo::take(UniqueFd(number));
    Limbo::empty();
    EXPECT_FALSE(was_open);
}

}  // namespace
}  // namespace grader
