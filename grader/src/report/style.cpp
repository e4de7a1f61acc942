#include "report/style.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

#include "base/environment.hpp"

namespace grader {

namespace {

int terminal_width(int fd) {
    winsize size{};
    if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    const std::string columns = variable("COLUMNS");
    int width = 0;
    const auto [end, error] = std::from_chars(columns.data(), columns.data() + columns.size(), width);
    const bool whole = error == std::errc{} && end == columns.data() + columns.size() && width > 0;
    return whole ? width : TerminalStyle{}.width;
}

}  // namespace

TerminalStyle detect_style(int fd) {
    TerminalStyle style;
    style.colour = ::isatty(fd) == 1 && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
    style.width = std::clamp(terminal_width(fd), 60, 140);
    return style;
}

std::string painted(std::string_view text, Ink ink, bool colour) {
    if (!colour || ink == Ink::plain || text.empty()) return std::string(text);
    // The sixteen colours of the terminal's own palette, so that a light background works too.
    int code = 0;
    switch (ink) {
        case Ink::plain:
            break;
        case Ink::strong:
            code = 1;
            break;
        case Ink::quiet:
            code = 2;
            break;
        case Ink::good:
            code = 32;
            break;
        case Ink::bad:
            code = 31;
            break;
        case Ink::open:
            code = 33;
            break;
    }
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

}  // namespace grader
