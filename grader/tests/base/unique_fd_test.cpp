#include "base/unique_fd.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <type_traits>
#include <utility>

namespace grader {
namespace {

int some_descriptor() {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

TEST(UniqueFd, OwnsNothingUntilItIsGivenSomething) {
    const UniqueFd nothing;
    EXPECT_FALSE(nothing);
    EXPECT_EQ(nothing.get(), -1);
}

TEST(UniqueFd, OwnsDescriptorZeroToo) {
    UniqueFd zero(0);
    EXPECT_TRUE(zero);
    EXPECT_EQ(zero.release(), 0);
}

TEST(UniqueFd, ClosesAtTheEndOfItsLife) {
    const int fd = some_descriptor();
    {
        const UniqueFd owner(fd);
        EXPECT_TRUE(is_open(fd));
    }
    EXPECT_FALSE(is_open(fd));
}

TEST(UniqueFd, HandsOverByMoving) {
    const int fd = some_descriptor();
    UniqueFd first(fd);
    UniqueFd second(std::move(first));
    EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): that it is empty is the promise
    EXPECT_EQ(second.get(), fd);

    const int replaced = some_descriptor();
    UniqueFd third(replaced);
    third = std::move(second);
    EXPECT_FALSE(is_open(replaced));
    EXPECT_EQ(third.get(), fd);
    EXPECT_TRUE(is_open(fd));
}

TEST(UniqueFd, KeepsItsDescriptorWhenMovedToItself) {
    UniqueFd owner(some_descriptor());
    UniqueFd& same = owner;
    owner = std::move(same);
    EXPECT_TRUE(is_open(owner.get()));
}

TEST(UniqueFd, LeavesAReleasedDescriptorOpen) {
    const int fd = some_descriptor();
    { EXPECT_EQ(UniqueFd(fd).release(), fd); }
    EXPECT_TRUE(is_open(fd));
    ::close(fd);
}

TEST(UniqueFd, ClosesTheOldOneWhenItIsReset) {
    const int first = some_descriptor();
    const int second = some_descriptor();
    UniqueFd owner(first);
    owner.reset(second);
    EXPECT_FALSE(is_open(first));
    EXPECT_TRUE(is_open(second));
    owner.reset();
    EXPECT_FALSE(owner);
    EXPECT_FALSE(is_open(second));
}

TEST(UniqueFd, CannotBeCopied) {
    EXPECT_FALSE(std::is_copy_constructible_v<UniqueFd>);
    EXPECT_FALSE(std::is_copy_assignable_v<UniqueFd>);
}

}  // namespace
}  // namespace grader
