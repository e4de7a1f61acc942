#include "observe/screen.hpp"

#include <fmt/format.h>
#include <ncurses.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <clocale>
#include <cstddef>
#include <exception>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "report/text.hpp"

namespace grader {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto look_every = milliseconds(500);

volatile sig_atomic_t is_told_to_leave = 0;

void leave(int /*signal*/) {
    is_told_to_leave = 1;
}

/// A crash: the terminal first. (endwin() is not made for signal handlers, but what could it spoil now?)
void crash(int signal) {
    ::endwin();
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

class Terminal {
 public:
    Terminal() {
        std::setlocale(LC_ALL, "");
        if (::initscr() == nullptr) throw std::runtime_error("this terminal is not known to curses");
        ::cbreak();
        ::noecho();
        ::keypad(stdscr, TRUE);
        ::curs_set(0);
        ::timeout(100);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::signal(signal, leave);
        for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE}) ::signal(signal, crash);
    }
    ~Terminal() {
        ::endwin();
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS, SIGFPE})
            ::signal(signal, SIG_DFL);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
};

constexpr const char* keys_line =
    "+ - talking   s S silent   n never reads   r reset one   f speed   p pause   t trace   h help   q quit";

std::vector<std::string> help() {
    return {"Keys",
            "",
            "  + or -    more or fewer clients that talk",
            "  s or S    one silent client more, or fewer",
            "  n         a client that sends and never reads: on, off",
            "  r         a client comes, says something, and resets its connection",
            "  f         clients talk at full speed, or leisurely",
            "  p         they pause, or go on",
            "  t         trace the server's system calls: on, off. It is slower meanwhile,",
            "            and a sleeping epoll_wait returns EINTR once, as with strace -p",
            "  k         the tasks of a server on the course's runtime (it stands still for a second)",
            "  q         quit; a server that was started here is ended",
            "",
            "Columns: S sleeps, R runs or could, D waits in the kernel, T stopped, t traced. recv-q: bytes",
            "the server has not read (of the listener: connections not accepted); send-q: bytes the client",
            "has not taken. Latency is what clients see.",
            "",
            "Any key goes back."};
}

class Screen {
 public:
    Screen(Viewer& viewer, Crowd& crowd, const ScreenExtras& extras)
        : viewer_(viewer), crowd_(crowd), extras_(extras) {}

    std::string run();

 private:
    bool obey(int key);
    void draw();
    void toggle_trace();

    Viewer& viewer_;
    Crowd& crowd_;
    const ScreenExtras& extras_;
    std::optional<View> view_;
    std::vector<std::string> overlay_;  // empty: the view
    std::string message_;
};

std::string Screen::run() {
    const Terminal terminal;
    auto next = Clock::now();
    while (is_told_to_leave == 0) {
        if (Clock::now() >= next) {
            view_ = viewer_.look(crowd_);
            if (!view_) return "the server has ended";
            next = Clock::now() + look_every;
        }
        draw();
        const int key = ::getch();
        if (key != ERR && !obey(key)) return "";
    }
    return "";
}

void Screen::toggle_trace() {
    try {
        viewer_.trace(!viewer_.is_traced());
    } catch (const std::exception& error) {
        message_ = fmt::format("it can't be traced: {}", error.what());
    }
}

bool Screen::obey(int key) {
    if (key == KEY_RESIZE) return true;
    message_.clear();
    if (!overlay_.empty()) {
        overlay_.clear();
        return key != 'q';
    }
    constexpr int most = 1'000;
    Crowd::Wish wish = crowd_.wish();
    switch (key) {
        case 'q':
        case 3:
            return false;
        case '+':
        case '=':
            wish.talking = std::min(most, wish.talking < 10 ? wish.talking + 1 : wish.talking * 5 / 4);
            break;
        case '-':
            wish.talking = std::max(0, wish.talking <= 10 ? wish.talking - 1 : wish.talking * 4 / 5);
            break;
        case 's':
            wish.silent = std::min(most, wish.silent + 1);
            break;
        case 'S':
            wish.silent = std::max(0, wish.silent - 1);
            break;
        case 'n':
            wish.deaf = !wish.deaf;
            break;
        case 'f':
            wish.at_full_speed = !wish.at_full_speed;
            break;
        case 'p':
            wish.is_paused = !wish.is_paused;
            break;
        case 'r':
            crowd_.reset_one();
            message_ = "one client came and was reset";
            break;
        case 't':
            toggle_trace();
            break;
        case 'k': {
            std::istringstream text(extras_.tasks ? extras_.tasks()
                                                  : "it does not run on the course's runtime");
            for (std::string line; std::getline(text, line);) overlay_.push_back(line);
            break;
        }
        case 'h':
        case '?':
            overlay_ = help();
            break;
        default:
            message_ = "h shows the keys";
    }
    crowd_.wish(wish);
    return true;
}

void Screen::draw() {
    const auto rows = static_cast<std::size_t>(std::max(getmaxy(stdscr), 2));
    const auto columns = static_cast<std::size_t>(std::max(getmaxx(stdscr), 10));
    ::erase();
    std::vector<ViewLine> lines;
    for (const std::string& line : overlay_) lines.push_back({line, false});
    if (overlay_.empty() && view_) lines = lines_of(*view_, columns - 1, rows - 1);
    for (std::size_t row = 0; row < std::min(lines.size(), rows - 1); ++row) {
        if (lines[row].is_heading) ::attron(A_BOLD);
        mvaddstr(static_cast<int>(row), 0, cut(lines[row].text, columns - 1).c_str());
        ::attroff(A_BOLD);
    }
    ::attron(A_REVERSE);
    mvaddstr(static_cast<int>(rows - 1), 0,
             cut(message_.empty() ? keys_line : message_, columns - 1).c_str());
    ::attroff(A_REVERSE);
    ::refresh();
}

}  // namespace

std::string run_screen(Viewer& viewer, Crowd& crowd, const ScreenExtras& extras) {
    return Screen(viewer, crowd, extras).run();
}

}  // namespace grader
