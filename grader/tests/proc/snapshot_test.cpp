// Looks at a child whose threads sleep in known calls.
#include "evidence/proc/look.hpp"
#include "evidence/proc/processes.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <thread>

#include "base/error.hpp"
#include "sleeper.hpp"

namespace grader {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

const ThreadView* thread_named(const Snapshot& snapshot, const std::string& name) {
    const auto found = std::find_if(snapshot.threads.begin(), snapshot.threads.end(),
                                    [&](const ThreadView& thread) { return thread.name == name; });
    return found == snapshot.threads.end() ? nullptr : &*found;
}

TEST(EpollList, IsReadAsTheKernelWritesIt) {
    const auto watched = parse_epoll(
        "pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t1057\n"
        "tfd:        4 events:       19 data:                4  pos:0 ino:2a sdev:8\n"
        "tfd:        5 events: 80000005 data:     7fff00000005  pos:0 ino:1f4 sdev:8\n");
    ASSERT_THAT(watched, SizeIs(2));
    EXPECT_EQ(watched[0].inode, 42U);
    EXPECT_EQ(watched[0].events, 0x19U);
    EXPECT_EQ(watched[1].inode, 500U);
    EXPECT_EQ(watched[1].events, static_cast<std::uint32_t>(EPOLLET | EPOLLOUT | EPOLLIN));
    EXPECT_THAT(parse_epoll("tfd:        4 events:       19 data:                4\n"), SizeIs(0))
        << "a kernel that names no inodes";
}

// This process watches a connection of its own.
TEST(EpollList, OfAClientsConnectionIsInALookThatAsksForIt) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener, 1), 0);
    socklen_t size = sizeof address;
    ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const int served = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    ASSERT_EQ(::epoll_ctl(epoll, EPOLL_CTL_ADD, served, &event), 0);
    ASSERT_EQ(::getsockname(client, reinterpret_cast<sockaddr*>(&address), &size), 0);
    const int port = ntohs(address.sin_port);

    SnapshotParts parts;
    EXPECT_FALSE(take_snapshot({::getpid()}, parts)->epoll_events(port)) << "it was not asked for";
    parts.epolls = true;
    const auto events = take_snapshot({::getpid()}, parts)->epoll_events(port);
    ASSERT_TRUE(events);
    EXPECT_EQ(*events & EPOLLET, static_cast<std::uint32_t>(EPOLLET));
    EXPECT_EQ(*events & EPOLLOUT, 0U);
    for (const int descriptor : {epoll, served, client, listener}) ::close(descriptor);
}

class SnapshotOfSleepers : public testing::Test {
 protected:
    Sleeper sleeper_;
    Snapshot snapshot_ = sleeper_.asleep();
};

TEST_F(SnapshotOfSleepers, HasEveryThreadWithItsNameAsleep) {
    EXPECT_THAT(
        snapshot_.threads,
        UnorderedElementsAre(Field(&ThreadView::name, "sleeper"), Field(&ThreadView::name, "reader"),
                             Field(&ThreadView::name, "acceptor"), Field(&ThreadView::name, "server")));
    EXPECT_THAT(snapshot_.threads, Each(Field(&ThreadView::state, ThreadState::asleep)));
    EXPECT_TRUE(snapshot_.all_asleep());
    EXPECT_EQ(thread_named(snapshot_, "sleeper")->tid, sleeper_.pid())
        << "the first thread's id is the process's";
}

TEST_F(SnapshotOfSleepers, NamesTheCallEachThreadSleepsInAndItsDescriptor) {
    if (!sleeper_.calls_can_be_seen()) GTEST_SKIP() << "/proc/PID/syscall can't be read here";
    ASSERT_THAT(snapshot_.threads, SizeIs(4));
    const ThreadView& reader = *thread_named(snapshot_, "reader");
    EXPECT_EQ(reader.call, Call::read);
    EXPECT_EQ(reader.descriptor, sleeper_.pipe_end());
    EXPECT_EQ(reader.inode, 0U) << "a pipe is no socket";
    const ThreadView& acceptor = *thread_named(snapshot_, "acceptor");
    EXPECT_EQ(acceptor.call, Call::accept4);
    EXPECT_EQ(acceptor.descriptor, sleeper_.listener());
    const ThreadView& server = *thread_named(snapshot_, "server");
    EXPECT_EQ(server.call, Call::recvfrom);
    EXPECT_EQ(server.descriptor, sleeper_.connection());
    EXPECT_EQ(thread_named(snapshot_, "sleeper")->call, Call::rt_sigtimedwait);
}

TEST_F(SnapshotOfSleepers, TellsByInodesWhoseConnectionAThreadSleepsOn) {
    if (!sleeper_.calls_can_be_seen()) GTEST_SKIP() << "/proc/PID/syscall can't be read here";
    // The table is the whole machine's; the grader's private network has no other servers in it.
    std::erase_if(snapshot_.sockets, [&](const TcpSocket& socket) {
        return socket.state == tcp_listening && socket.local_port != sleeper_.port();
    });
    const TcpSocket* listener = snapshot_.listener();
    ASSERT_NE(listener, nullptr);
    EXPECT_EQ(thread_named(snapshot_, "acceptor")->inode, listener->inode);
    const TcpSocket* serving = snapshot_.serving(sleeper_.client_port());
    ASSERT_NE(serving, nullptr);
    EXPECT_NE(serving->inode, 0U);
    EXPECT_EQ(thread_named(snapshot_, "server")->inode, serving->inode);
}

TEST_F(SnapshotOfSleepers, CountsNothingForThreadsThatStayAsleep) {
    const Snapshot again = take_snapshot({sleeper_.pid()}, {}).value();
    EXPECT_EQ(again.switches(), snapshot_.switches());
    EXPECT_EQ(again.cpu_ns(), snapshot_.cpu_ns());
    EXPECT_GT(again.time_ns, snapshot_.time_ns);
    EXPECT_GE(snapshot_.switches(), 4U) << "each went to sleep once";
}

TEST_F(SnapshotOfSleepers, ListsDescriptorsWithTheirTargetsInOrder) {
    std::map<int, DescriptorView> views;
    std::vector<int> numbers;
    for (const DescriptorView& view : snapshot_.descriptors) {
        views[view.number] = view;
        numbers.push_back(view.number);
    }
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
    EXPECT_THAT(numbers, IsSupersetOf({sleeper_.pipe_end(), sleeper_.listener(), sleeper_.connection()}));
    EXPECT_THAT(views[sleeper_.pipe_end()].target, StartsWith("pipe:["));
    EXPECT_EQ(views[sleeper_.pipe_end()].inode, 0U);
    const DescriptorView& connection = views[sleeper_.connection()];
    EXPECT_EQ(connection.target, "socket:[" + std::to_string(connection.inode) + "]");
    EXPECT_NE(connection.inode, views[sleeper_.listener()].inode);
}

TEST_F(SnapshotOfSleepers, SeesMemoryAndMappings) {
    EXPECT_GT(snapshot_.mappings, 10U);
    EXPECT_GT(snapshot_.resident_bytes, 0U);
    EXPECT_GT(snapshot_.virtual_bytes, snapshot_.resident_bytes);
    EXPECT_GT(snapshot_.anonymous_bytes, 0U);
}

TEST_F(SnapshotOfSleepers, LeavesOutThePartsNobodyAskedFor) {
    SnapshotParts parts;
    parts.calls = parts.descriptors = parts.memory = parts.sockets = false;
    const Snapshot part = take_snapshot({sleeper_.pid()}, parts).value();
    EXPECT_THAT(part.threads, SizeIs(4));
    EXPECT_THAT(part.threads, Each(Field(&ThreadView::call, Call::none)));
    EXPECT_THAT(part.threads, Each(Field(&ThreadView::descriptor, -1)));
    EXPECT_THAT(part.descriptors, SizeIs(0));
    EXPECT_THAT(part.sockets, SizeIs(0));
    EXPECT_EQ(part.mappings, 0U);
}

TEST_F(SnapshotOfSleepers, ArrivesUnchangedOverTheChannel) {
    const nlohmann::json sent = snapshot_;
    const auto received = nlohmann::json::parse(sent.dump()).get<Snapshot>();
    EXPECT_EQ(nlohmann::json(received), sent);
    EXPECT_THAT(received.threads, SizeIs(4));
}

TEST(TakeSnapshot, IsNothingOnceTheProcessIsGone) {
    const pid_t child = check(::fork(), "fork");
    if (child == 0) ::_exit(0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_FALSE(take_snapshot({child}, {}).has_value());
}

TEST(TakeSnapshot, IsNothingOnceTheProcessIsGoneEvenWithoutItsThreads) {
    const pid_t child = check(::fork(), "fork");
    if (child == 0) ::_exit(0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    SnapshotParts parts;
    parts.threads = parts.calls = false;
    EXPECT_FALSE(take_snapshot({child}, parts).has_value());
}

TEST(TakeSnapshot, ShowsAZombieAsAThreadThatHasEnded) {
    const pid_t child = check(::fork(), "fork");
    if (child == 0) ::_exit(0);
    siginfo_t ended{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
    const auto snapshot = take_snapshot({child}, {});
    ::waitpid(child, nullptr, 0);
    ASSERT_TRUE(snapshot.has_value());
    ASSERT_THAT(snapshot->threads, SizeIs(1));
    EXPECT_EQ(snapshot->threads[0].state, ThreadState::zombie);
    EXPECT_FALSE(snapshot->all_asleep());
    EXPECT_EQ(snapshot->processes, 0) << "zombies don't live";
}

/// A child that ends with the object.
class Child {
 public:
    template <typename Life>
    explicit Child(const Life& life) : pid_(check(::fork(), "fork")) {
        if (pid_ != 0) return;
        life();
        for (;;) ::pause();
    }
    ~Child() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }

 private:
    pid_t pid_;
};

TEST(TakeSnapshot, OfSeveralProcessesHasAllTheirThreadsAndDescriptors) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    const Child one([] {});
    const Child other([] {});
    ::close(ends[0]);
    ::close(ends[1]);
    const Snapshot alone = take_snapshot({one.pid()}, all_but_sockets()).value();
    const Snapshot both = take_snapshot({one.pid(), other.pid()}, all_but_sockets()).value();
    EXPECT_THAT(both.threads, UnorderedElementsAre(Field(&ThreadView::process, one.pid()),
                                                   Field(&ThreadView::process, other.pid())));
    EXPECT_EQ(both.processes, 2);
    EXPECT_EQ(both.most_threads_of_a_process(), 1U);
    EXPECT_GE(both.descriptors.size(), alone.descriptors.size() + 2) << "the second has the pipe, too";
    EXPECT_GT(both.mappings, alone.mappings);
    EXPECT_GT(both.resident_bytes, alone.resident_bytes);
    EXPECT_THAT(both.hidden, "");
}

TEST(TakeSnapshot, SaysThatAProgramHasMadeItselfUnreadable) {
    const Child child([] {
        // Without the right to look at everything, which the one who looks has not either.
        if (::geteuid() == 0) [[maybe_unused]]
            const auto dropped = ::setresuid(65'534, 65'534, 65'534);
        ::prctl(PR_SET_DUMPABLE, 0);
        ::close(STDIN_FILENO);
    });
    const Child observer([&] {
        if (::geteuid() == 0 && ::setresuid(65'534, 65'534, 65'534) != 0) ::_exit(2);
        for (int look = 0; look < 2'000; ++look) {
            const auto now = take_snapshot({child.pid()}, all_but_sockets());
            if (now && now->hidden == "Permission denied" && now->descriptors.empty()) ::_exit(0);
            ::usleep(2'000);
        }
        ::_exit(1);
    });
    siginfo_t ended{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(observer.pid()), &ended, WEXITED | WNOWAIT), 0);
    EXPECT_EQ(ended.si_status, 0);
}

/// A child whose first thread has ended, as by pthread_exit() in main(), and whose second one sleeps.
class FinishedMain {
 public:
    FinishedMain() : pid_(check(::fork(), "fork")) {
        if (pid_ != 0) return;
        std::thread([] { ::pause(); }).detach();
        ::syscall(SYS_exit, 0);  // this thread only
    }
    ~FinishedMain() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    FinishedMain(const FinishedMain&) = delete;
    FinishedMain& operator=(const FinishedMain&) = delete;

    [[nodiscard]] Snapshot asleep() const {
        for (int look = 0; look < 2'000; ++look) {
            const bool has_ended = living_directory(pid_) != "/proc/" + std::to_string(pid_);
            Snapshot now = take_snapshot({pid_}, {}).value_or(Snapshot());
            if (has_ended && now.all_asleep()) return now;
            ::usleep(2'000);
        }
        return {};
    }
    [[nodiscard]] pid_t pid() const { return pid_; }

 private:
    pid_t pid_;
};

TEST(SnapshotOfAFinishedMain, HasTheThreadsThatLive) {
    const FinishedMain child;
    const Snapshot snapshot = child.asleep();
    ASSERT_THAT(snapshot.threads, SizeIs(1));
    EXPECT_NE(snapshot.threads[0].tid, child.pid());
    EXPECT_EQ(snapshot.threads[0].state, ThreadState::asleep);
    EXPECT_EQ(snapshot.processes, 1) << "the process lives";
}

TEST(SnapshotOfAFinishedMain, SeesDescriptorsAndMemory) {
    const int file = check(::open("/dev/null", O_RDONLY), "open");
    const FinishedMain child;
    const Snapshot snapshot = child.asleep();
    ::close(file);
    EXPECT_THAT(snapshot.descriptors, Contains(Field(&DescriptorView::number, file)));
    EXPECT_GT(snapshot.mappings, 10U);
    EXPECT_GT(snapshot.resident_bytes, 0U);
    EXPECT_GT(snapshot.anonymous_bytes, 0U);
}

}  // namespace
}  // namespace grader
