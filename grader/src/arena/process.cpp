#include "arena/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "arena/cgroup.hpp"
#include "arena/kept_output.hpp"
#include "arena/warden_program.hpp"
#include "base/channel.hpp"
#include "base/error.hpp"
#include "base/time_limit.hpp"
#include "warden/protocol.hpp"

namespace grader {

namespace {

constexpr std::size_t tolerated_output = 64 * 1024 * 1024;  // beyond, the pipe is closed: an endless printer

/// What a warden finds in its environment: of ours nothing, because others can read it there, but what a
/// sanitizer in it is told.
std::vector<const char*> wardens_environment() {
    std::vector<const char*> variables;
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
        const std::string_view variable(*entry);
        if (variable.substr(0, variable.find('=')).ends_with("SAN_OPTIONS")) variables.push_back(*entry);
    }
    variables.push_back(nullptr);
    return variables;
}

/// For Boost.Process, which closes in the child all that it was not told of.
struct KeepUntilExec {
    int fd;
    const char* const* environment;

    template <class Launcher, class Path>
    boost::system::error_code on_setup(Launcher& launcher, const Path& /*program*/,
                                       const char* const*& /*arguments*/) {
        launcher.fd_whitelist.push_back(fd);
        launcher.env = environment;
        return {};
    }
};

/// The two ends of a pipe whose read end is ours.
struct OutputPipe {
    UniqueFd ours;
    UniqueFd theirs;
    KeptOutput kept;

    OutputPipe() {
        int ends[2];
        check(::pipe2(ends, O_CLOEXEC), "pipe2");
        ours = UniqueFd(ends[0]);
        theirs = UniqueFd(ends[1]);
        check(::fcntl(ours.get(), F_SETFL, O_NONBLOCK), "fcntl");
    }
};

}  // namespace

struct Process::State {
    boost::asio::io_context context;
    std::unique_ptr<boost::process::v2::process> warden;
    std::unique_ptr<Channel> channel;
    UniqueFd stop{::eventfd(0, EFD_CLOEXEC)};
    OutputPipe output;
    OutputPipe error;
    std::mutex telling;  // held while somebody is told
    OnMessage on_message;

    mutable std::mutex mutex;  // guards what follows and the texts of the pipes
    std::condition_variable changed;
    std::optional<Exit> exit;
    std::vector<std::string> cgroups;
    std::uint64_t killed_before = 0;
    bool outputs_ended = false;
    std::uint64_t news = 0;  // how often something was printed, or ended
    std::mutex send_mutex;

    std::thread reader;

    void read_all();
    void read_output(OutputPipe& pipe);
    void take_message(from_warden::Message message);
    void finish();
    /// Until the condition holds, so long at most, and not beyond the thread's time.
    template <typename Condition>
    bool wait(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds limit, Condition condition) {
        const auto until = std::min(std::chrono::steady_clock::now() + limit, time_limit());
        return changed.wait_until(lock, until, condition);
    }
};

void Process::State::read_output(OutputPipe& pipe) {
    char piece[64 * 1024];
    const ssize_t got = ::read(pipe.ours.get(), piece, sizeof piece);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    const std::lock_guard lock(mutex);
    if (got > 0) {
        pipe.kept.append({piece, static_cast<std::size_t>(got)});
    }
    if (got <= 0 || pipe.kept.total() > tolerated_output) pipe.ours.reset();
    outputs_ended = !output.ours && !error.ours;
    ++news;
    changed.notify_all();
}

void Process::State::take_message(from_warden::Message message) {
    const auto* const last = std::get_if<from_warden::Ended>(&message.what);
    if (last == nullptr) {
        const std::lock_guard lock(telling);
        if (on_message) on_message(std::move(message));
        return;
    }
    const std::lock_guard lock(mutex);
    if (!exit) {
        exit = last->exit;
        // Nobody else tells: to the program it is a signal like any other.
        const bool was_killed = exit->kind == Exit::Kind::signalled && exit->value == SIGKILL;
        if (was_killed && exit->message.empty() && killed_for_memory(cgroups) > killed_before)
            exit->message = std::string(ended_for_memory);
        exit->at = std::chrono::steady_clock::now();
    }
    ++news;
    changed.notify_all();
}

void Process::State::finish() {
    const std::lock_guard lock(mutex);
    // A warden that vanished without a word was killed: by the submission, or by the kernel for lack of
    // memory.
    if (!exit) exit = Exit{Exit::Kind::not_launched, 0, "its supervising process was killed"};
    outputs_ended = true;
    ++news;
    changed.notify_all();
}

void Process::State::read_all() {
    bool channel_open = true;
    while (channel_open || output.ours || error.ours) {
        pollfd waiting[] = {{stop.get(), POLLIN, 0},
                            {channel_open ? channel->fd() : -1, POLLIN, 0},
                            {output.ours.get(), POLLIN, 0},
                            {error.ours.get(), POLLIN, 0}};
        if (::poll(waiting, 4, -1) < 0) continue;
        if (waiting[0].revents != 0) break;
        // Output before messages: whoever is told of the end may ask for all that was printed before it.
        if (waiting[2].revents != 0) read_output(output);
        if (waiting[3].revents != 0) read_output(error);
        if (waiting[1].revents == 0) continue;
        bool ended = false;
        try {
            while (auto message = channel->receive_now(ended))
                take_message(message->get<from_warden::Message>());
        } catch (const std::exception&) {
            // That is no warden speaking. One who has lost its channel ends all and goes.
            ::shutdown(channel->fd(), SHUT_RDWR);
            ended = true;
        }
        channel_open = !ended;
    }
    finish();
}

Process::Process(const LaunchSpec& spec, OnMessage on_message)
    : Process(to_warden::Launch{spec}, std::move(on_message)) {}

Process::Process(const to_warden::Launch& launch, OnMessage on_message) : state_(std::make_unique<State>()) {
    state_->cgroups = launch.program.cgroups;
    state_->killed_before = killed_for_memory(state_->cgroups);
    namespace process = boost::process::v2;
    int ends[2];
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
    state_->channel = std::make_unique<Channel>(UniqueFd(ends[0]));
    UniqueFd wardens_end(ends[1]);
    state_->on_message = std::move(on_message);
    // The warden finds its channel as standard input; standard output and error are the program's.
    const int program = warden_program();
    const std::vector<const char*> environment = wardens_environment();
    state_->warden = std::make_unique<process::process>(
        state_->context, process::filesystem::path("/proc/self/fd/" + std::to_string(program)),
        std::vector<std::string>{}, KeepUntilExec{program, environment.data()},
        process::process_stdio{wardens_end.get(), state_->output.theirs.get(), state_->error.theirs.get()});
    state_->output.theirs.reset();
    state_->error.theirs.reset();
    wardens_end.reset();
    state_->channel->send(launch);
    state_->reader = std::thread([state = state_.get()] { state->read_all(); });
}

Process::~Process() {
    // The end of the channel tells the warden to kill all and go.
    ::shutdown(state_->channel->fd(), SHUT_WR);
    {
        std::unique_lock lock(state_->mutex);
        constexpr auto patience = std::chrono::seconds(20);
        state_->changed.wait_for(lock, patience, [this] { return state_->exit && state_->outputs_ended; });
    }
    [[maybe_unused]] const auto stopped = ::eventfd_write(state_->stop.get(), 1);
    state_->reader.join();
    boost::system::error_code ignored;
    if (state_->warden->running(ignored)) {
        // It has sent its last message and is on its way out; one that is stuck is ended.
        for (int attempt = 0; attempt < 1000 && state_->warden->running(ignored); ++attempt)
            std::this_thread::sleep_for(std::chrono::milliseconds(attempt < 20 ? 1 : 10));
        state_->warden->terminate(ignored);
    }
}

int Process::warden() const {
    return state_->warden->id();
}

void Process::stop_telling() {
    const std::lock_guard lock(state_->telling);
    state_->on_message = nullptr;
}

bool Process::send(const to_warden::Command& command) {
    const std::lock_guard lock(state_->send_mutex);
    return state_->channel->send(command);
}

void Process::signal(int number) {
    send({0, to_warden::Signal{number}});
}

std::string Process::standard_output() const {
    const std::lock_guard lock(state_->mutex);
    return state_->output.kept.text();
}

std::string Process::standard_error() const {
    const std::lock_guard lock(state_->mutex);
    return state_->error.kept.text();
}

bool Process::output_was_cut() const {
    const std::lock_guard lock(state_->mutex);
    return state_->output.kept.total() > tolerated_output || state_->error.kept.total() > tolerated_output;
}

std::optional<Exit> Process::exit() const {
    const std::lock_guard lock(state_->mutex);
    return state_->exit;
}

std::optional<Exit> Process::wait_for_exit(std::chrono::milliseconds limit) {
    std::unique_lock lock(state_->mutex);
    if (!state_->wait(lock, limit, [this] { return state_->exit.has_value(); })) require_time();
    return state_->exit;
}

std::optional<Exit> Process::wait_for_output_end(std::chrono::milliseconds limit) {
    std::unique_lock lock(state_->mutex);
    const bool ended =
        state_->wait(lock, limit, [this] { return state_->exit.has_value() && state_->outputs_ended; });
    if (!ended) require_time();
    return ended ? state_->exit : std::nullopt;
}

bool Process::wait_until(std::chrono::milliseconds limit, const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::unique_lock lock(state_->mutex);
    for (;;) {
        // The condition takes the lock itself, and may take long: what comes meanwhile must not be missed.
        const std::uint64_t known = state_->news;
        lock.unlock();
        if (condition()) return true;
        require_time();
        lock.lock();
        const auto soon =
            std::min(deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds(20));
        state_->changed.wait_until(lock, soon, [&] { return state_->news != known; });
        if (std::chrono::steady_clock::now() >= deadline) {
            lock.unlock();
            return condition();
        }
    }
}

}  // namespace grader
