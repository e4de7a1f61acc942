// Family trees, as /proc tells them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "evidence/proc/look.hpp"
#include "evidence/proc/processes.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// A child that has a child of its own, both asleep until the object goes.
class TwoGenerations {
 public:
    TwoGenerations() {
        int report[2];
        check(::pipe(report), "pipe");
        check(::pipe(leave_), "pipe");
        child_ = check(::fork(), "fork");
        if (child_ == 0) {
            ::close(leave_[1]);
            const pid_t grandchild = ::fork();
            if (grandchild == 0) sleep_until_told();
            [[maybe_unused]] const auto told = ::write(report[1], &grandchild, sizeof grandchild);
            sleep_until_told();
        }
        ::close(leave_[0]);
        ::close(report[1]);
        [[maybe_unused]] const auto heard = ::read(report[0], &grandchild_, sizeof grandchild_);
        ::close(report[0]);
    }
    ~TwoGenerations() {
        ::close(leave_[1]);  // the order to leave
        if (child_ > 0) ::waitpid(child_, nullptr, 0);
    }
    TwoGenerations(const TwoGenerations&) = delete;
    TwoGenerations& operator=(const TwoGenerations&) = delete;

    [[nodiscard]] pid_t child() const { return child_; }
    [[nodiscard]] pid_t grandchild() const { return grandchild_; }
    /// Ends the child; the grandchild gets another parent.
    void end_child() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
        child_ = -1;
    }

 private:
    [[noreturn]] void sleep_until_told() const {
        char byte = 0;
        [[maybe_unused]] const auto end = ::read(leave_[0], &byte, 1);
        ::_exit(0);
    }

    int leave_[2] = {-1, -1};
    pid_t child_ = -1;
    pid_t grandchild_ = -1;
};

TEST(Descendants, AreTheProcessItselfItsChildrenAndTheirs) {
    const TwoGenerations family;
    EXPECT_THAT(descendants(family.child()), UnorderedElementsAre(family.child(), family.grandchild()));
    EXPECT_THAT(descendants(family.grandchild()), ElementsAre(family.grandchild()));
    EXPECT_THAT(descendants(::getpid()),
                UnorderedElementsAre(::getpid(), family.child(), family.grandchild()));
}

TEST(AllProcesses, AreTheProgramAndWhateverElseTheSupervisorAnswersFor) {
    const TwoGenerations family;
    EXPECT_THAT(all_processes(::getpid(), family.child()), ElementsAre(family.child(), family.grandchild()));
}

TEST(AllProcesses, KeepAGrandchildWhoseParentHasEnded) {
    // As the warden is: orphans come to it.
    ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    TwoGenerations family;
    TwoGenerations orphaned;
    orphaned.end_child();
    EXPECT_THAT(all_processes(::getpid(), family.child()),
                UnorderedElementsAre(family.child(), family.grandchild(), orphaned.grandchild()));
    ::kill(orphaned.grandchild(), SIGKILL);
    ::waitpid(orphaned.grandchild(), nullptr, 0);
    ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

TEST(Descendants, LoseAGrandchildWhoseParentHasEnded) {
    TwoGenerations family;
    const pid_t child = family.child();
    family.end_child();
    EXPECT_THAT(descendants(child), IsEmpty());
    EXPECT_THAT(descendants(::getpid()), ElementsAre(::getpid()));
}

TEST(Descendants, LeaveOutZombies) {
    const pid_t child = check(::fork(), "fork");
    if (child == 0) ::_exit(0);
    siginfo_t ended{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
    EXPECT_THAT(descendants(::getpid()), ElementsAre(::getpid()));
    ::waitpid(child, nullptr, 0);
}

TEST(OuterNumber, IsAProcessesOwnWhereItHasNoOther) {
    const pid_t own = ::getpid();
    EXPECT_EQ(outer_number(own, {1, own}), own);
}

TEST(OuterNumber, IsNoneOfAProcessThatIsNotAmongThem) {
    EXPECT_EQ(outer_number(::getpid(), {}), 0);
    EXPECT_EQ(outer_number(-7, {::getpid()}), 0);
}

}  // namespace
}  // namespace grader
