#include "cli/watch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/labs.hpp"
#include "base/unique_fd.hpp"
#include "cli/labs.hpp"
#include "cli/selection.hpp"
#include "cli/watch/gradings.hpp"
#include "cli/watch/keys.hpp"
#include "cli/watch/lab_command.hpp"
#include "cli/watch/quiet.hpp"
#include "cli/watch/screen.hpp"
#include "cli/watch/sources.hpp"
#include "cli/watch/view.hpp"
#include "cli/watch/watched_files.hpp"

namespace grader {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

// Where inotify says nothing, this is how late a change is seen.
constexpr milliseconds between_looks(1'000);

/// One session: from the first grading until somebody leaves.
class Watch {
 public:
    explicit Watch(const WatchOptions& options);
    int run();

 private:
    void watch_files();
    void read();
    void look_again();
    void grade(bool everything);
    void obey(Key key);
    void run_command(const std::string& verb, const std::vector<std::string>& more);
    void scroll(long by);
    void take_keys();
    void take_signal();
    void show();
    [[nodiscard]] fs::path top() const;
    [[nodiscard]] std::string where() const;

    const GradeOptions grading_;
    UniqueFd signals_;
    Screen screen_;
    WatchedFiles files_;
    WatchedSources sources_;
    std::string found_at_;  // the lab's directory, as long as it was seen
    Gradings gradings_;
    std::size_t offset_ = 0;
    bool stays_ = true;
    int ended_by_ = 0;
};

UniqueFd signals_of_watch() {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGWINCH}) ::sigaddset(&set, signal);
    check(::sigprocmask(SIG_BLOCK, &set, nullptr), "sigprocmask");
    return UniqueFd(check(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
}

Watch::Watch(const WatchOptions& options)
    : grading_(options.grading), signals_(signals_of_watch()), gradings_(grading_, !screen_.is_there()) {}

void Watch::grade(bool everything) {
    offset_ = 0;
    gradings_.begin(sources_, everything);
}

fs::path Watch::top() const {
    return fs::absolute(grading_.submission.empty() ? grading_.root : grading_.submission);
}

std::string Watch::where() const {
    const fs::path found = (grading_.submission.empty() ? "" : grading_.submission) / found_at_;
    const std::string where = found.lexically_normal().string();
    return grading_.stages.empty() ? where
                                   : fmt::format("{} · stage {}", where, fmt::join(grading_.stages, ", "));
}

void Watch::watch_files() {
    files_.watch(top(), found_at_);
    files_.differs();
    gradings_.view().note =
        files_.reason().empty() ? "" : files_.reason() + "; looking once a second instead";
    gradings_.view().where = where();
}

/// What is saved from here on is seen later, and what was saved before is read now.
void Watch::read() {
    watch_files();
    sources_ = read_sources(grading_);
    if (!sources_.lab || sources_.lab->found_at.empty() || sources_.lab->found_at == found_at_) return;
    found_at_ = sources_.lab->found_at;
    watch_files();
}

void Watch::look_again() {
    const WatchedSources before = sources_;
    read();
    if (sources_.same_as(before)) return;
    grade(false);
}

/// Gives the terminal to `./lab VERB`.
void Watch::run_command(const std::string& verb, const std::vector<std::string>& more) {
    gradings_.end();
    std::vector<std::string> words = {
        verb, is_practice(*grading_.lab) ? lab_directory(*grading_.lab) : std::to_string(*grading_.lab)};
    words.insert(words.end(), more.begin(), more.end());
    ended_by_ = give_terminal_to(grading_.root, words, screen_, signals_.get());
    stays_ = ended_by_ == 0;
}

void Watch::scroll(long by) {
    offset_ = by < 0 && offset_ < static_cast<std::size_t>(-by) ? 0 : offset_ + static_cast<std::size_t>(by);
}

void Watch::obey(Key key) {
    const long half = Screen::size().rows / 2;
    gradings_.view().message.clear();
    switch (key) {
        case Key::quit:
            stays_ = false;
            return;
        case Key::hint:
            return gradings_.tell_hint();
        case Key::all:
            return grade(true);
        case Key::again:
            return grade(false);
        case Key::trace:
            return run_command("observe", {"--trace"});
        case Key::observe:
            return run_command("observe", {});
        case Key::up:
            return scroll(-1);
        case Key::down:
            return scroll(1);
        case Key::page_up:
            return scroll(-half);
        case Key::page_down:
            return scroll(half);
        case Key::other:
            gradings_.view().message = "h: hint, a: all checks, t: trace, o: observe, Enter: again, q: quit";
    }
}

void Watch::take_keys() {
    char bytes[64];
    const ssize_t got = ::read(STDIN_FILENO, bytes, sizeof bytes);
    // Its terminal has gone.
    if (got <= 0) stays_ = false;
    for (const Key key : keys_in({bytes, static_cast<std::size_t>(std::max<ssize_t>(got, 0))})) {
        if (stays_) obey(key);
    }
}

void Watch::take_signal() {
    signalfd_siginfo taken{};
    while (::read(signals_.get(), &taken, sizeof taken) == sizeof taken) {
        if (taken.ssi_signo == SIGWINCH) continue;
        stays_ = false;
        ended_by_ = static_cast<int>(taken.ssi_signo);
    }
}

void Watch::show() {
    if (!screen_.is_there()) return;
    screen_.draw(screen_of(gradings_.view(), detect_style(STDOUT_FILENO), Screen::size(), offset_));
}

int Watch::run() {
    read();
    screen_.enter();
    grade(false);
    show();
    Quiet quiet;
    while (stays_) {
        pollfd fds[] = {{signals_.get(), POLLIN, 0},
                        {screen_.is_there() ? STDIN_FILENO : -1, POLLIN, 0},
                        {files_.fd(), POLLIN, 0},
                        {gradings_.fd(), POLLIN, 0}};
        const auto longest = quiet.is_waiting() ? Quiet::until_quiet : between_looks;
        const int ready = ::poll(fds, 4, static_cast<int>(longest.count()));
        if (ready < 0) continue;
        if (fds[0].revents != 0) take_signal();
        if (fds[1].revents != 0) take_keys();
        if (fds[3].revents != 0) gradings_.take();
        const auto now = steady_clock::now();
        if (fds[2].revents != 0) files_.take_events();
        if (fds[2].revents != 0 || (ready == 0 && !quiet.is_waiting() && files_.differs()))
            quiet.note_change(now);
        if (quiet.take(now)) look_again();
        show();
    }
    gradings_.end();
    screen_.leave();
    if (gradings_.view().result && screen_.is_there())
        for (const std::string& line : head_of(gradings_.view(), detect_style(STDOUT_FILENO)))
            fmt::print("{}\n", line);
    return ended_by_ != 0 ? 128 + ended_by_ : gradings_.status();
}

}  // namespace

int watch(const WatchOptions& options) {
    require_course(options.grading);
    WatchOptions chosen = options;
    if (!chosen.grading.lab) chosen.grading.lab = lab_saved_last(options.grading);
    require_stages(chosen.grading, {*chosen.grading.lab});
    return Watch(chosen).run();
}

}  // namespace grader
