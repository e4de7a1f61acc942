// The warden: a program that sandboxes another, starts it, traces and observes it on request, and leaves
// nothing of it behind. The arena starts a warden for each launch (arena/process.cpp); its standard input is
// a channel, on which a LaunchSpec comes first and commands after it. Commands: signal, snapshot, mark,
// faults, hold, release-held, stack, held, calls-in-flight. Messages: started, event, snapshot, held,
// calls-in-flight, ended. The end of the channel is the order to kill everything and go.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/channel.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "evidence/proc/snapshot.hpp"
#include "evidence/trace/tracer.hpp"
#include "warden/confine.hpp"
#include "warden/memory_watch.hpp"
#include "warden/process_permits.hpp"

namespace grader {

namespace {

constexpr int could_not_launch = 127;
constexpr std::chrono::duration<int, std::milli> look_every{250};  // at the memory in use

UniqueFd signals_of_children() {
    sigset_t child_signal;
    ::sigemptyset(&child_signal);
    ::sigaddset(&child_signal, SIGCHLD);
    check(::sigprocmask(SIG_BLOCK, &child_signal, nullptr), "sigprocmask");
    return UniqueFd(check(::signalfd(-1, &child_signal, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
}

/// SIGKILL for every living process that descends from `ancestor`.
void kill_descendants(pid_t ancestor) {
    for (const pid_t pid : descendants(ancestor)) {
        if (pid != ancestor) ::kill(pid, SIGKILL);
    }
}

std::uint64_t random_key() {
    std::uint64_t key = 0;
    while (key == 0) check(static_cast<int>(::getrandom(&key, sizeof key, 0)), "getrandom");
    return key;
}

class Warden {
 public:
    Warden(LaunchSpec spec, Channel& channel) : spec_(std::move(spec)), channel_(channel) {}

    void launch();
    /// Returns when the program has ended or the channel has.
    void supervise();
    void end_all();
    [[nodiscard]] nlohmann::json how_it_ended();

 private:
    [[noreturn]] void run_program(int go, int failure, bool new_processes_ask);
    void confine_stack_helper() const;
    void handle_children();
    void obey(const nlohmann::json& command);
    [[nodiscard]] std::vector<pid_t> processes() const;
    void look_at_processes_now_and_then();
    void look_at_processes();
    void answer_who_makes_a_process();

    LaunchSpec spec_;
    Channel& channel_;
    std::unique_ptr<Tracer> tracer_;
    UniqueFd child_signals_;
    UniqueFd failure_;  // read end: why the program could not be launched
    pid_t program_ = -1;
    std::optional<int> status_;  // of the program, as waitpid(2) gave it
    ProcessPermits permits_;
    std::chrono::steady_clock::time_point looked_{};
    std::size_t seen_ = 0;             // processes, at the last look
    std::size_t made_since_look_ = 0;  // at most: some may have failed, or ended
    std::string too_much_;             // why we ended it ourselves
};

void Warden::launch() {
    child_signals_ = signals_of_children();
    int go[2];
    int failure[2];
    check(::pipe2(go, O_CLOEXEC), "pipe2");
    check(::pipe2(failure, O_CLOEXEC | O_NONBLOCK), "pipe2");
    // A tracer stops each new process in any case.
    const bool new_processes_ask = !spec_.traced && !spec_.attach;
    // A change of user makes a process untraceable, its children too, until exec: the program must be
    // traceable, and the warden may be until the program runs.
    check(::prctl(PR_SET_DUMPABLE, 1), "prctl(PR_SET_DUMPABLE)");
    program_ = check(::fork(), "fork");
    if (program_ == 0) {
        ::close(go[1]);
        run_program(go[0], failure[1], new_processes_ask);
    }
    permits_.close_side_of_program();
    const UniqueFd go_read(go[0]);
    const UniqueFd go_write(go[1]);
    const UniqueFd failure_write(failure[1]);
    failure_ = UniqueFd(failure[0]);
    // The program's output pipes must end with the program, not with us.
    const int null = check(::open("/dev/null", O_RDWR | O_CLOEXEC), "open /dev/null");
    check(::dup2(null, STDOUT_FILENO), "dup2");
    check(::dup2(null, STDERR_FILENO), "dup2");
    ::close(null);
    if (spec_.traced || spec_.attach) {
        tracer_ = std::make_unique<Tracer>(
            spec_.trace,
            [this](const Event& event) {
                channel_.send({{"is", "event"}, {"event", event}});
            },
            [this] { confine_stack_helper(); });
        tracer_->seize(program_);
    }
    check(::prctl(PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE)");
    channel_.send({{"is", "started"}, {"pid", program_}});
}  // closing the "go" pipe lets the program run

void Warden::run_program(int go, int failure, bool new_processes_ask) {
    try {
        char byte = 0;
        while (::read(go, &byte, 1) < 0 && errno == EINTR) {
        }
        const std::uint64_t key = spec_.may_execute ? 0 : random_key();
        permits_.send(confine_program(spec_, key, new_processes_ask));
        std::vector<char*> arguments;
        std::vector<char*> environment;
        for (std::string& word : spec_.command) arguments.push_back(word.data());
        for (std::string& entry : spec_.environment) environment.push_back(entry.data());
        arguments.push_back(nullptr);
        environment.push_back(nullptr);
        ::syscall(SYS_execveat, AT_FDCWD, arguments[0], arguments.data(), environment.data(), 0, key);
        check(-1, "execute " + spec_.command[0]);
    } catch (const std::exception& error) {
        [[maybe_unused]] const auto written = ::write(failure, error.what(), std::strlen(error.what()));
    }
    ::_exit(could_not_launch);
}

// What reads the program's files for us gets what the program has, and no more: whoever takes it over has won
// nothing.
void Warden::confine_stack_helper() const {
    LaunchSpec own = spec_;
    own.attach = own.traced = false;
    own.limits = Limits();
    constexpr std::uint64_t nothing_is_executed = ~0ULL;
    confine_program(own, nothing_is_executed, false);
}

void Warden::supervise() {
    bool channel_ended = false;
    for (;;) {
        // Before the first poll, too: a command may have come with the launch order and be in the channel's
        // buffer.
        while (auto command = channel_.receive_now(channel_ended)) obey(*command);
        look_at_processes_now_and_then();
        if (status_ || channel_ended || !too_much_.empty()) return;
        pollfd waiting[] = {
            {child_signals_.get(), POLLIN, 0}, {channel_.fd(), POLLIN, 0}, {permits_.fd(), POLLIN, 0}};
        if (::poll(waiting, std::size(waiting), look_every.count()) < 0) continue;
        if (waiting[0].revents != 0) handle_children();
        if (waiting[2].revents != 0) answer_who_makes_a_process();
    }
}

std::vector<pid_t> Warden::processes() const {
    if (spec_.use_pid_namespace) return all_other_processes();
    return tracer_ ? tracer_->processes() : descendants(program_);
}

void Warden::look_at_processes_now_and_then() {
    if (std::chrono::steady_clock::now() - looked_ >= look_every) look_at_processes();
}

// A bomb's children wait here for their answers, and don't keep the processors from us meanwhile.
void Warden::answer_who_makes_a_process() {
    if (!permits_.somebody_asks()) return;
    if (seen_ + made_since_look_ >= spec_.limits.number_of_processes) look_at_processes();
    if (!too_much_.empty()) return;
    ++made_since_look_;
    permits_.grant();
}

void Warden::look_at_processes() {
    looked_ = std::chrono::steady_clock::now();
    const std::vector<pid_t> all = processes();
    seen_ = all.size();
    made_since_look_ = 0;
    if (all.size() > spec_.limits.number_of_processes) {
        // A cgroup bounds them, too, but a bomb at its bound still keeps all processors at work.
        too_much_ = "the grader ended it: it had made " + std::to_string(all.size()) +
                    " processes, and may have " + std::to_string(spec_.limits.number_of_processes);
        return;
    }
    const std::uint64_t bound = spec_.limits.sum_of_memory;
    if (bound == 0) return;
    const std::uint64_t used = memory_of(all, bound);
    if (used <= bound) return;
    too_much_ = "the grader ended it: it had " + std::to_string(used >> 20U) +
                " MiB of memory in use, and may have " + std::to_string(bound >> 20U);
}

void Warden::handle_children() {
    signalfd_siginfo info{};
    while (::read(child_signals_.get(), &info, sizeof info) > 0) {
    }
    // All stops first, then the handling: restarting each at once lets a busy thread starve the others.
    std::vector<std::pair<pid_t, int>> batch;
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG | __WALL)) > 0;)
        batch.emplace_back(pid, status);
    for (const auto& [pid, stop] : batch) {
        if (tracer_) tracer_->handle(pid, stop);
        if (pid == program_ && !WIFSTOPPED(stop)) status_ = stop;
    }
}

void Warden::obey(const nlohmann::json& command) {
    const std::string what = command.at("do");
    if (what == "signal") {
        ::kill(program_, command.at("number").get<int>());
    } else if (what == "snapshot") {
        const auto snapshot =
            take_snapshot(all_processes(::getpid(), program_), command.at("parts").get<SnapshotParts>());
        channel_.send({{"is", "snapshot"},
                       {"id", command.at("id")},
                       {"snapshot", snapshot ? nlohmann::json(*snapshot) : nlohmann::json()}});
    } else if (what == "mark" && tracer_) {
        tracer_->mark(command.at("name"));
    } else if (what == "faults" && tracer_) {
        tracer_->replace_faults(command.at("rules").get<std::vector<FaultRule>>());
    } else if (what == "hold" && tracer_) {
        tracer_->hold_at(command.at("points").get<HoldPoints>());
    } else if (what == "release-held" && tracer_) {
        if (command.contains("thread"))
            tracer_->release(command.at("thread").get<pid_t>());
        else
            tracer_->release_held();
    } else if (what == "stack" && tracer_) {
        tracer_->interrupt_for_stack(command.at("thread").get<pid_t>());
    } else if (what == "held") {
        channel_.send({{"is", "held"},
                       {"id", command.at("id")},
                       {"threads", tracer_ ? tracer_->held() : std::vector<pid_t>{}}});
    } else if (what == "calls-in-flight") {
        channel_.send({{"is", "calls-in-flight"},
                       {"id", command.at("id")},
                       {"calls", tracer_ ? tracer_->calls_in_flight() : std::vector<Event>{}}});
    }
}

void Warden::end_all() {
    if (tracer_) tracer_->end_helper();
    if (spec_.use_pid_namespace) {
        ::kill(-1, SIGKILL);  // we are its init: everything but us, here only
    }
    // Every descendant is, or becomes, our child; what forks while being killed is met in the next round.
    // A bomb's thousands take the kernel a while.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(15);
    for (int round = 0; std::chrono::steady_clock::now() < until; ++round) {
        if (!spec_.use_pid_namespace) kill_descendants(::getpid());
        int status = 0;
        pid_t pid = 0;
        while ((pid = ::waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
            if (pid == program_ && !WIFSTOPPED(status)) status_ = status;
        }
        if (pid < 0 && errno == ECHILD) return;
        ::usleep(round < 20 ? 500 : 5'000);
    }
}

nlohmann::json Warden::how_it_ended() {
    nlohmann::json ended = {{"is", "ended"}};
    char reason[1024];
    const ssize_t length = ::read(failure_.get(), reason, sizeof reason);
    if (length > 0) {
        ended["how"] = "not-launched";
        ended["message"] = std::string(reason, static_cast<std::size_t>(length));
    } else if (!too_much_.empty()) {
        ended["how"] = "signalled";
        ended["value"] = SIGKILL;
        ended["message"] = too_much_;
    } else if (status_ && WIFSIGNALED(*status_)) {
        ended["how"] = "signalled";
        ended["value"] = WTERMSIG(*status_);
    } else {
        ended["how"] = "exited";
        ended["value"] = status_ ? WEXITSTATUS(*status_) : 0;
    }
    return ended;
}

[[noreturn]] void supervise_program(const LaunchSpec& spec, Channel& channel) {
    try {
        become_supervisor(spec);
        if (spec.use_pid_namespace) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        Warden warden(spec, channel);
        warden.launch();
        warden.supervise();
        warden.end_all();
        channel.send(warden.how_it_ended());
    } catch (const std::exception& error) {
        channel.send({{"is", "ended"}, {"how", "not-launched"}, {"message", error.what()}});
        ::_exit(1);
    }
    ::_exit(0);
}

/// With a pid namespace the supervisor is a child, its init; this process only waits for it.
[[noreturn]] void wait_for_supervisor(pid_t supervisor, int channel) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const int held : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, channel}) ::close(held);
    while (::waitpid(supervisor, nullptr, 0) < 0 && errno == EINTR) {
    }
    ::_exit(0);
}

[[noreturn]] void serve(Channel& channel) {
    try {
        const auto message = channel.receive();
        if (!message) ::_exit(0);
        const auto spec = message->get<LaunchSpec>();
        enter_sandbox(spec);
        if (spec.use_pid_namespace) {
            const pid_t supervisor = check(::fork(), "fork");
            if (supervisor != 0) wait_for_supervisor(supervisor, channel.fd());
        }
        supervise_program(spec, channel);
    } catch (const std::exception& error) {
        channel.send({{"is", "ended"}, {"how", "not-launched"}, {"message", error.what()}});
        ::_exit(1);
    }
}

bool is_socket(int fd) {
    struct stat about {};
    return ::fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode);
}

}  // namespace

}  // namespace grader

int main() {
    using namespace grader;
    if (!is_socket(STDIN_FILENO)) {
        std::fputs("io-labs-warden: the grader starts this program; start ./lab grade instead\n", stderr);
        return 64;
    }
    ::prctl(PR_SET_NAME, "io-labs-warden");  // for ps(1): it was executed by a descriptor
    ::setsid();                              // Ctrl-C is for the grader; its end is our order to clean up
    Channel channel(UniqueFd(check(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3), "fcntl")));
    serve(channel);
}
