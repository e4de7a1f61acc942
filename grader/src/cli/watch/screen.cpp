#include "cli/watch/screen.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <vector>

#include "base/environment.hpp"

namespace grader {

namespace {

void write_to_terminal(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t wrote = ::write(STDOUT_FILENO, text.data() + at, text.size() - at);
        if (wrote < 0 && errno != EINTR) return;  // a terminal that has gone says so by a signal
        if (wrote > 0) at += static_cast<std::size_t>(wrote);
    }
}

}  // namespace

Screen::Screen() {
    is_there_ = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 && variable("TERM") != "dumb" &&
                ::tcgetattr(STDIN_FILENO, &before_) == 0;
}

ScreenSize Screen::size() {
    winsize now{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &now) != 0 || now.ws_row == 0 || now.ws_col == 0) return {};
    return {now.ws_row, now.ws_col};
}

void Screen::enter() {
    if (!is_there_ || has_it_) return;
    termios keys = before_;
    keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    // Ctrl-C stays a signal. Suspended, nobody would give the terminal back.
    keys.c_cc[VSUSP] = keys.c_cc[VQUIT] = _POSIX_VDISABLE;
    keys.c_cc[VMIN] = 0;
    keys.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &keys);
    // The other screen; no cursor.
    write_to_terminal("\033[?1049h\033[?25l");
    has_it_ = true;
}

void Screen::leave() {
    if (!has_it_) return;
    write_to_terminal("\033[?25h\033[?1049l");
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
    has_it_ = false;
}

void Screen::show_first() const {
    if (has_it_) write_to_terminal("\033[?1049l");
}

void Screen::show_second() const {
    if (has_it_) write_to_terminal("\033[?1049h");
}

void Screen::draw(const std::vector<std::string>& lines) const {
    if (!has_it_) return;
    // Each line is drawn over what was there, and the rest of it is erased: nothing flickers.
    std::string text = "\033[H";
    for (std::size_t at = 0; at < lines.size(); ++at) {
        text += lines[at] + "\033[K";
        if (at + 1 < lines.size()) text += "\r\n";
    }
    write_to_terminal(text + "\033[J");
}

}  // namespace grader
