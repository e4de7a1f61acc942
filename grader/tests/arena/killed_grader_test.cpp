// A grader that is killed leaves nothing: no process, no control group, no scratch directory.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/unique_fd.hpp"
#include "launching.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

/// A grader with a program of this kind running, in a process group of its own.
class DoomedGrader {
 public:
    explicit DoomedGrader(const std::string& trouble) : mark(new_mark()) {
        int down[2];
        int up[2];
        check(::pipe2(down, O_CLOEXEC), "pipe2");
        check(::pipe2(up, O_CLOEXEC), "pipe2");
        pid = check(::fork(), "fork");
        if (pid == 0) {
            ::setpgid(0, 0);
            ::dup2(down[0], STDIN_FILENO);
            ::dup2(up[1], STDOUT_FILENO);
            ::execl(DOOMED_GRADER, "doomed_grader", TROUBLEMAKER, trouble.c_str(), mark.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(down[0]);
        ::close(up[1]);
        to_it_.reset(down[1]);
        const UniqueFd from_it(up[0]);
        std::string said;
        char piece[512];
        while (said.find("\n\n") == std::string::npos) {
            const ssize_t got = ::read(from_it.get(), piece, sizeof piece);
            if (got <= 0) break;
            said.append(piece, static_cast<std::size_t>(got));
        }
        std::istringstream lines(said);
        for (std::string line; std::getline(lines, line) && !line.empty();) places.emplace_back(line);
    }
    ~DoomedGrader() {
        if (pid > 0) ::kill(pid, SIGKILL);
        wait();
    }
    DoomedGrader(const DoomedGrader&) = delete;
    DoomedGrader& operator=(const DoomedGrader&) = delete;

    void say_goodbye() { to_it_.reset(); }
    void wait() {
        if (pid > 0) ::waitpid(pid, nullptr, 0);
        pid = -1;
    }
    /// Processes and directories of it that are there.
    [[nodiscard]] std::size_t traces() const {
        auto count = static_cast<std::size_t>(count_marked(mark));
        for (const fs::path& place : places) count += fs::exists(place) ? 1 : 0;
        return count;
    }

    std::string mark;
    std::vector<fs::path> places;  // the scratch directory, then the control groups
    pid_t pid = -1;

 private:
    UniqueFd to_it_;
};

TEST(KilledGrader, LeavesNothing) {
    for (const int number : {SIGKILL, SIGTERM, SIGINT}) {
        DoomedGrader grader("sleep");
        ASSERT_FALSE(grader.places.empty());
        ASSERT_EQ(grader.traces(), 1 + grader.places.size());
        ::kill(grader.pid, number);
        grader.wait();
        EXPECT_TRUE(comes_true([&] { return grader.traces() == 0; })) << grader.traces() << " left";
    }
}

TEST(KilledGrader, LeavesNothingOfDaemonsAndFamilies) {
    for (const char* trouble : {"family", "ignore-everything", "spin"}) {
        DoomedGrader grader(trouble);
        ASSERT_GE(grader.traces(), 1 + grader.places.size());
        ::kill(grader.pid, SIGKILL);
        grader.wait();
        EXPECT_TRUE(comes_true([&] { return grader.traces() == 0; })) << trouble;
    }
}

// Ctrl-C and a runner's time-out reach the whole group, but the janitor has left it.
TEST(KilledGrader, LeavesNothingWhenItsWholeGroupIsKilled) {
    DoomedGrader grader("family");
    ASSERT_FALSE(grader.places.empty());
    ::kill(-grader.pid, SIGKILL);
    grader.wait();
    EXPECT_TRUE(comes_true([&] { return grader.traces() == 0; }));
}

/// As `pkill -KILL -f` does it.
void kill_by_command_line(const std::string& words) {
    std::error_code gone;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc", gone)) {
        const int process = std::atoi(entry.path().filename().c_str());
        if (process <= 0) continue;
        std::string line = read_file(entry.path() / "cmdline", 4096).value_or("");
        std::replace(line.begin(), line.end(), '\0', ' ');
        if (line.find(words) != std::string::npos) ::kill(process, SIGKILL);
    }
}

TEST(KilledGrader, LeavesNothingWhenItIsKilledByItsCommandLine) {
    DoomedGrader grader("family");
    ASSERT_FALSE(grader.places.empty());
    kill_by_command_line(std::string("doomed_grader ") + TROUBLEMAKER + " family " + grader.mark);
    grader.wait();
    EXPECT_TRUE(comes_true([&] { return grader.traces() == 0; })) << grader.traces() << " left";
}

TEST(FinishedGrader, LeavesNothingFromTheMomentItHasEnded) {
    DoomedGrader grader("family");
    ASSERT_FALSE(grader.places.empty());
    grader.say_goodbye();
    grader.wait();
    EXPECT_EQ(grader.traces(), 0U);
}

pid_t start_grader(const fs::path& temporary, const std::string& mark) {
    const pid_t pid = check(::fork(), "fork");
    if (pid != 0) return pid;
    ::setenv("TMPDIR", temporary.c_str(), 1);
    const int null = ::open("/dev/null", O_RDWR);
    for (int standard = 0; null >= 0 && standard <= 2; ++standard) ::dup2(null, standard);
    ::execl(DOOMED_GRADER, "doomed_grader", TROUBLEMAKER, "sleep", mark.c_str(), nullptr);
    ::_exit(127);
}

bool left_a_cgroup(pid_t grader) {
    const std::string name = "io-labs-" + std::to_string(grader);
    std::error_code denied;
    for (fs::recursive_directory_iterator
             entry("/sys/fs/cgroup", fs::directory_options::skip_permission_denied, denied),
         end;
         !denied && entry != end; entry.increment(denied)) {
        if (entry.depth() > 3) entry.disable_recursion_pending();
        if (entry->path().filename() == name) return true;
    }
    return false;
}

TEST(KilledGrader, LeavesNothingAtWhateverMomentItIsKilled) {
    // Of its own, so that all that is left in it is the grader's.
    const TemporaryDirectory place;
    for (int attempt = 0; attempt < 40; ++attempt) {
        const std::string mark = new_mark();
        const pid_t grader = start_grader(place.path(), mark);
        ::usleep(static_cast<useconds_t>(attempt) * 5'000);
        ::kill(grader, SIGKILL);
        ::waitpid(grader, nullptr, 0);
        EXPECT_TRUE(comes_true([&] { return fs::is_empty(place.path()) && count_marked(mark) == 0; }))
            << attempt;
        EXPECT_TRUE(comes_true([&] { return !left_a_cgroup(grader); })) << attempt;
    }
}

TEST(Grader, ThatHasNoPlaceForTemporaryFilesLeavesNothing) {
    const pid_t grader = start_grader("/no/such/place", new_mark());
    int status = 0;
    ::waitpid(grader, &status, 0);
    EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_TRUE(comes_true([&] { return !left_a_cgroup(grader); }));
}

}  // namespace
}  // namespace grader
