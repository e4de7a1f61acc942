#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "class/engine.hpp"

namespace grader {

namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

/// A grading takes half a minute: who looks twenty times a second misses nothing.
constexpr int look_every_ms = 50;

class LocalEngine final : public Engine {
 public:
    explicit LocalEngine(EngineOptions options) : options_(std::move(options)) {}
    ~LocalEngine() override { end_all(SIGKILL); }

    bool run(const std::vector<std::string>& ids, bool alone, int stop, const EngineEvents& events) override {
        std::deque<std::string> waiting(ids.begin(), ids.end());
        const std::size_t jobs = alone ? 1 : static_cast<std::size_t>(std::max(options_.jobs, 1));
        auto next_tick = steady_clock::now();
        while (!waiting.empty() || !running_.empty()) {
            while (!waiting.empty() && running_.size() < jobs) {
                start(waiting.front(), alone);
                events.began(waiting.front());
                waiting.pop_front();
            }
            pollfd stopped{stop, POLLIN, 0};
            if (::poll(&stopped, 1, look_every_ms) > 0) {
                end_all(SIGTERM);
                return false;
            }
            reap(events);
            if (steady_clock::now() < next_tick) continue;
            events.tick();
            next_tick = steady_clock::now() + 1s;
        }
        return true;
    }

 private:
    void start(const std::string& id, bool alone) {
        const std::vector<std::string> words = task_command(options_, id, alone);
        const pid_t parent = ::getpid();
        const pid_t child = check(::fork(), "fork");
        if (child > 0) {
            running_.emplace(child, id);
            return;
        }
        // It ends with whoever started it, and its grader with it. Ctrl-C is for the one who waits.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(127);
        ::setpgid(0, 0);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) ::signal(signal, SIG_DFL);
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        const UniqueFd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        ::dup2(nothing.get(), STDIN_FILENO);
        std::vector<char*> pointers;
        for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
        pointers.push_back(nullptr);
        // Whoever builds a new one meanwhile, this class goes on with the program that it began with.
        ::execv("/proc/self/exe", pointers.data());
        ::_exit(127);
    }

    void reap(const EngineEvents& events) {
        for (auto at = running_.begin(); at != running_.end();) {
            int status = 0;
            const pid_t waited = ::waitpid(at->first, &status, WNOHANG);
            if (waited != at->first) {
                ++at;
                continue;
            }
            const std::string id = at->second;
            at = running_.erase(at);
            events.ended(id, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
        }
    }

    void end_all(int signal) {
        for (const auto& [child, id] : running_) ::kill(child, signal);
        for (const auto& [child, id] : running_) {
            while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
            }
        }
        running_.clear();
    }

    EngineOptions options_;
    std::map<pid_t, std::string> running_;
};

}  // namespace

std::unique_ptr<Engine> make_local_engine(const EngineOptions& options) {
    return std::make_unique<LocalEngine>(options);
}

}  // namespace grader
