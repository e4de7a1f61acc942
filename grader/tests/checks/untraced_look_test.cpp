// What looks through /proc show of a server whose clients are silent.
#include "checks/untraced_look.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

constexpr int listening_at = 4'000;
constexpr std::uint64_t first_inode = 100;

/// Three clients, at ports 1 to 3, whose connections have the inodes 101 to 103.
class Crowd {
 public:
    Crowd() {
        now_.descriptors.push_back({3, "socket:[99]", 99});
        now_.sockets.push_back({listening_at, 0, tcp_listening, 0, 0, 99, "127.0.0.1"});
        for (const int port : ports_) {
            const std::uint64_t inode = first_inode + static_cast<std::uint64_t>(port);
            now_.sockets.push_back({listening_at, port, tcp_established, 0, 0, inode, ""});
            now_.descriptors.push_back({3 + port, "socket:[" + std::to_string(inode) + "]", inode});
        }
    }
    Crowd& thread(Call call, int of_client = 0) {
        ThreadView view;
        view.tid = static_cast<int>(now_.threads.size()) + 1;
        view.state = ThreadState::asleep;
        view.call = call;
        if (of_client != 0) view.inode = first_inode + static_cast<std::uint64_t>(of_client);
        now_.threads.push_back(view);
        return *this;
    }
    Crowd& descriptor(const std::string& target) {
        now_.descriptors.push_back({9, target, 0});
        return *this;
    }
    [[nodiscard]] std::optional<std::string> wrong_in(int lab) const {
        return waits_wrongly(lab, {now_, now_, now_}, ports_, {{1, "client #1"}});
    }

 private:
    std::vector<int> ports_ = {1, 2, 3};
    Snapshot now_;
};

TEST(AServerOfLab4, WaitsRightlyInAReadOfEachConnection) {
    EXPECT_EQ(Crowd()
                  .thread(Call::accept4)
                  .thread(Call::recvfrom, 1)
                  .thread(Call::read, 2)
                  .thread(Call::splice, 3)
                  .wrong_in(4),
              std::nullopt);
}

TEST(AServerOfLab4, WaitsRightlyInAPollOfEachConnection) {
    EXPECT_EQ(Crowd()
                  .thread(Call::ppoll)
                  .thread(Call::poll)
                  .thread(Call::pselect6)
                  .thread(Call::recvfrom, 3)
                  .wrong_in(4),
              std::nullopt);
}

TEST(AServerOfLab4, WaitsWronglyInOnePollForAll) {
    EXPECT_THAT(Crowd().thread(Call::poll).wrong_in(4),
                Optional(HasSubstr("2 of 3 connections have no thread")));
    EXPECT_THAT(
        Crowd().thread(Call::futex).thread(Call::futex).thread(Call::futex).thread(Call::poll).wrong_in(4),
        Optional(HasSubstr("2 of 3")))
        << "threads that wait for something else";
}

TEST(AServerOfLab4, WaitsWronglyWithAnEpoll) {
    EXPECT_THAT(Crowd()
                    .descriptor("anon_inode:[eventpoll]")
                    .thread(Call::recvfrom, 1)
                    .thread(Call::recvfrom, 2)
                    .thread(Call::recvfrom, 3)
                    .wrong_in(4),
                Optional(HasSubstr("epoll")));
}

TEST(AServerOfLab5, WaitsRightlyInAnEpollAndForOtherThreads) {
    EXPECT_EQ(
        Crowd().thread(Call::epoll_pwait2).thread(Call::futex).thread(Call::rt_sigtimedwait).wrong_in(5),
        std::nullopt);
}

TEST(AServerOfLab5, WaitsWronglyInAReadOfOneConnection) {
    EXPECT_THAT(Crowd().thread(Call::epoll_wait).thread(Call::recvfrom, 1).wrong_in(5),
                Optional(HasSubstr("sleeps in recvfrom of client #1")));
}

TEST(AServerOfLab5, WaitsWronglyInPoll) {
    EXPECT_THAT(Crowd().thread(Call::poll).thread(Call::futex).wrong_in(5),
                Optional(HasSubstr("no thread waits in")));
}

TEST(AMachine, ThatDoesNotTellInWhichCallsThreadsSleepShowsNothing) {
    EXPECT_EQ(Crowd().thread(Call::none).thread(Call::none).wrong_in(4), std::nullopt);
    EXPECT_EQ(Crowd().thread(Call::none).thread(Call::none).wrong_in(5), std::nullopt);
}

}  // namespace
}  // namespace grader
