// Whether a stack shows that a worker is in the middle of a task.
#include "checks/lab5/turns.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

class ATurn : public TestInDirectory {
 protected:
    ATurn() {
        fs::create_directories(directory_ / "lab5");
        std::ofstream(directory_ / "lab5/main.cpp") << "line one\nline two\n";
    }

    static Frame students(const std::string& function) { return {function, "lab5/main.cpp", 2}; }
    static Frame of_a_library(const std::string& function) { return {function, "", 0}; }
    static Event call(int tid, std::vector<Frame> stack) {
        Event event;
        event.what = EventKind::call;
        event.call = Call::futex;
        event.tid = tid;
        event.stack = std::move(stack);
        return event;
    }
    /// Thread 1 is a worker: its loop has been seen.
    [[nodiscard]] Turns turns() const { return {EventLog({call(1, {loop_})}), directory_}; }

    const Frame loop_ = of_a_library("rt::detail::Worker::run(rt::TaskCore const*)");
};

TEST_F(ATurn, IsTheStudentsCodeThatTheLoopHasCalled) {
    EXPECT_TRUE(turns().is_in_one(call(1, {of_a_library("pthread_mutex_lock"), students("echo"), loop_})));
    EXPECT_TRUE(turns().is_in_one(
        call(1, {of_a_library("futex"), of_a_library("rt::Mutex::lock()"), students("echo"), loop_})));
}

TEST_F(ATurn, IsNotTheLoopThatMainHasCalled) {
    EXPECT_FALSE(
        turns().is_in_one(call(1, {of_a_library("epoll_wait"), of_a_library("rt::detail::Reactor::poll"),
                                   loop_, students("main")})));
}

TEST_F(ATurn, IsKnownByItsInnermostCodeWhereTheStackDoesNotReachTheLoop) {
    const std::vector<Frame> cut_off = {of_a_library("futex"), students("echo"), students("echo")};
    EXPECT_TRUE(turns().is_in_one(call(1, cut_off)));
    EXPECT_FALSE(turns().is_in_one(call(2, cut_off))) << "no worker of the runtime";
    EXPECT_FALSE(turns().is_in_one(
        call(1, {of_a_library("futex"), of_a_library("rt::JoinHandle::join"), students("main")})))
        << "the runtime has made this call";
}

TEST_F(ATurn, IsNotToBeSeenWithoutAStack) {
    EXPECT_FALSE(turns().is_in_one(call(1, {})));
    EXPECT_TRUE(turns().is_unreadable(call(1, {})));
    EXPECT_FALSE(turns().is_unreadable(call(2, {}))) << "one that never was in the loop";
    EXPECT_FALSE(turns().is_unreadable(call(1, {loop_})));
}

}  // namespace
}  // namespace grader
