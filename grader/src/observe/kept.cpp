#include "observe/kept.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "evidence/proc/processes.hpp"

namespace grader {

namespace {

struct Pipe {
    UniqueFd out;
    UniqueFd in;

    Pipe() {
        int ends[2];
        check(::pipe2(ends, O_CLOEXEC), "pipe2");
        out.reset(ends[0]);
        in.reset(ends[1]);
    }
};

/// In the keeper: whose end is to be told, and where.
struct Told {
    pid_t program = -1;
    int where = -1;
};
Told told;

void reap_all() {
    int status = 0;
    for (pid_t ended = 0; (ended = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        // Who is not there to hear it has no use for it.
        if (ended == told.program && ::write(told.where, &status, sizeof status) < 0) return;
    }
}

std::vector<pid_t> all_below(pid_t keeper) {
    std::vector<pid_t> found = descendants(keeper);
    std::erase(found, keeper);
    return found;
}

[[noreturn]] void become(const std::vector<std::string>& command, int go, int said) {
    char byte = 0;
    if (::read(go, &byte, 1) != 1) ::_exit(0);  // the observer has gone before it began
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(nothing, 0);
    ::dup2(said, 1);
    ::dup2(said, 2);
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execvp(words.front(), words.data());
    std::fprintf(stderr, "%s: %s\n", words.front(), ::strerror(errno));
    constexpr int not_executed = 127;
    ::_exit(not_executed);
}

/// First kindly, then for good.
void end_all() {
    const pid_t self = ::getpid();
    constexpr int looks = 100;
    // Some may not be killed by us, or not at once: nobody waits for ever.
    constexpr int most_looks = 1'500;
    for (int look = 0; look < most_looks; ++look) {
        reap_all();
        const std::vector<pid_t> left = all_below(self);
        if (left.empty()) return;
        for (const pid_t process : left) {
            if (look == 0) ::kill(process, SIGTERM);
            if (look >= looks / 2) ::kill(process, SIGKILL);
        }
        ::usleep(10'000);
    }
}

[[noreturn]] void keep(int hold) {
    for (;;) {
        pollfd gone{hold, POLLIN, 0};
        ::poll(&gone, 1, 100);
        if (gone.revents != 0) break;
        reap_all();
    }
    end_all();
    ::_exit(0);
}

}  // namespace

Kept::Kept(const std::vector<std::string>& command) {
    Pipe hold;
    Pipe go;
    Pipe said;
    Pipe number;
    Pipe ended;
    keeper_ = check(::fork(), "fork");
    if (keeper_ == 0) {
        // Ctrl-C at the terminal is for the observer.
        ::setsid();
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
        ::signal(SIGPIPE, SIG_IGN);
        hold.in.reset();
        go.in.reset();
        const pid_t program = ::fork();
        if (program == 0) {
            ::signal(SIGPIPE, SIG_DFL);
            hold.out.reset();
            ended.in.reset();
            become(command, go.out.get(), said.in.get());
        }
        if (::write(number.in.get(), &program, sizeof program) != sizeof program) ::_exit(1);
        for (UniqueFd* end : {&go.out, &said.in, &said.out, &number.in, &number.out, &ended.out})
            end->reset();
        told = {program, ended.in.get()};
        keep(hold.out.get());
    }
    check(::read(number.out.get(), &process_, sizeof process_) == sizeof process_ && process_ > 0 ? 0 : -1,
          "fork");
    hold_ = std::move(hold.in);
    go_ = std::move(go.in);
    said_ = std::move(said.out);
    ended_ = std::move(ended.out);
    said.in.reset();
    reader_ = std::thread([this] { take_output(); });
}

Kept::~Kept() {
    go_.reset();
    hold_.reset();
    while (::waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
    }
    reader_.join();
}

void Kept::let_go() {
    const char byte = 1;
    check(static_cast<int>(::write(go_.get(), &byte, 1)), "write");
    go_.reset();
}

std::vector<pid_t> Kept::processes() const {
    std::vector<pid_t> all = all_below(keeper_);
    // The program itself comes first.
    const auto own = std::find(all.begin(), all.end(), process_);
    if (own != all.end()) std::rotate(all.begin(), own, own + 1);
    return all;
}

std::optional<int> Kept::status() {
    pollfd told_now{ended_.get(), POLLIN, 0};
    int status = 0;
    if (!status_ && ::poll(&told_now, 1, 0) > 0 &&
        ::read(ended_.get(), &status, sizeof status) == sizeof status)
        status_ = status;
    return status_;
}

std::string Kept::output() const {
    const std::lock_guard lock(mutex_);
    return output_;
}

void Kept::take_output() {
    constexpr std::size_t most = 64'000;
    char piece[4'096];
    for (;;) {
        const ssize_t got = ::read(said_.get(), piece, sizeof piece);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        const std::lock_guard lock(mutex_);
        output_.append(piece, static_cast<std::size_t>(got));
        if (output_.size() > most) output_.erase(0, output_.size() - most / 2);
    }
}

}  // namespace grader
