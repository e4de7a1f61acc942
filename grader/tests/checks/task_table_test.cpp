// What a stuck Lab 5 server is at, as a report shows it.
#include "checks/task_table.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "support/temporary_directory.hpp"

namespace grader {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class TaskTable : public TestInDirectory {
 protected:
    TaskTable() {
        std::filesystem::create_directory(directory_ / "lab5");
        std::ofstream(directory_ / "lab5/main.cpp") << std::string(100, '\n');
        look_.lab = 5;
        look_.sources = directory_;
        look_.clients = {{50'001, "client #1"}};
        Snapshot seen;
        ThreadView worker;
        worker.tid = 7;
        worker.state = ThreadState::asleep;
        seen.threads = {worker};
        seen.descriptors = {{8, "socket:[11]", 11, 7}};
        seen.sockets = {{4'000, 50'001, tcp_established, 0, 0, 11}};
        look_.at_failure = seen;
        look_.tasks.tasks = {task("session", 8)};
    }
    static TaskView task(const std::string& name, int descriptor) {
        TaskView view{name, "lab5/main.cpp:41", "waits for something to read", descriptor};
        view.coroutines = {{"rt::read_some(int)", "tcp.cpp", 3}, {"echo(int)", "lab5/main.cpp", 12}};
        return view;
    }
    void sleeps(Call call, std::vector<Frame> stack) {
        Event event;
        event.what = EventKind::call;
        event.call = call;
        event.tid = 7;
        event.stack = std::move(stack);
        look_.in_flight = {event};
    }

    CloseLook look_;
};

TEST_F(TaskTable, ShowsWhatATaskWaitsForAndWhoseThatIs) {
    EXPECT_THAT(
        task_table(look_)->lines,
        Contains("task session (spawned at lab5/main.cpp:41) waits for something to read, descriptor 8 "
                 "<client #1>"));
    EXPECT_THAT(task_table(look_)->lines, Contains("  in echo() at lab5/main.cpp:12"));
}

TEST_F(TaskTable, FoldsTasksAtTheSamePlace) {
    for (int descriptor = 9; descriptor < 200; ++descriptor)
        look_.tasks.tasks.push_back(task("session", descriptor));
    look_.tasks.more = 5;
    const Exhibit table = *task_table(look_);
    EXPECT_EQ(table.title, "The server's tasks (197) and threads (1)");
    EXPECT_THAT(table.lines, Contains("  … and 191 more like this"));
    EXPECT_THAT(table.lines, Contains("… and 5 more tasks"));
    EXPECT_LT(table.lines.size(), 10U);
}

TEST_F(TaskTable, TellsInWhoseTurnAWorkerIsAndWhatBlocksIt) {
    sleeps(Call::futex, {{"__lll_lock_wait", "", 0},
                         {"pthread_mutex_lock@@GLIBC_2.2.5", "", 0},
                         {"std::mutex::lock()", "/usr/include/mutex", 9},
                         {"echo(echo(int)::frame*)", "lab5/main.cpp", 57},
                         {"std::coroutine_handle<void>::resume() const", "/usr/include/coroutine", 9},
                         {"rt::detail::Worker::run(rt::detail::TaskCore const*)", "", 0}});
    EXPECT_THAT(task_table(look_)->lines,
                Contains("thread 7     a worker: in a turn of echo, blocked in pthread_mutex_lock at "
                         "lab5/main.cpp:57"));
}

TEST_F(TaskTable, TellsAWorkerThatHasNothingToDo) {
    sleeps(Call::epoll_wait, {{"epoll_wait", "", 0}, {"rt::detail::Worker::run(int)", "", 0}});
    EXPECT_THAT(task_table(look_)->lines, Contains(HasSubstr("no task has its turn, it waits for events")));
}

TEST_F(TaskTable, SaysThatTasksCantBeRead) {
    look_.tasks = {{}, 0, "the runtime's list of tasks can't be read"};
    EXPECT_EQ(task_table(look_)->lines.at(0), "the runtime's list of tasks can't be read");
}

TEST_F(TaskTable, TakesThePlaceOfTheThreads) {
    Finding finding;
    finding.exhibits = {{"Another", {}}, {"The server's threads (1)", {"thread 7"}}};
    show_tasks(look_, finding);
    ASSERT_EQ(finding.exhibits.size(), 2U);
    EXPECT_EQ(finding.exhibits[1].title, "The server's tasks (1) and threads (1)");
    // Without a runtime it stays as it is.
    look_.tasks = {};
    finding.exhibits[1] = {"The server's threads (1)", {"thread 7"}};
    show_tasks(look_, finding);
    EXPECT_THAT(finding.exhibits[1].lines, ElementsAre("thread 7"));
}

}  // namespace
}  // namespace grader
