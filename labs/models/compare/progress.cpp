#include "progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>

#include "bars.hpp"

namespace models {
namespace {

constexpr auto between_lines = std::chrono::seconds(15);

std::size_t columns() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string clock_of(double seconds) {
    const long whole = std::lround(seconds);
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

Progress::Progress(double work) : all_(work), terminal_(isatty(STDERR_FILENO) != 0) {}

std::chrono::duration<double> Progress::elapsed() const {
    return Clock::now() - begin_;
}

void Progress::show(const std::string& what) {
    const double share = all_ > 0 ? done_ / all_ : 1;
    const std::string left = share > 0.02 ? clock_of(elapsed().count() / share * (1 - share)) + " left" : "";
    if (!terminal_) {
        if (Clock::now() - shown_ < between_lines) return;
        shown_ = Clock::now();
        fmt::print(stderr, "compare: {:.0f} %{} {}\n", 100 * share, left.empty() ? "," : ", " + left + ",",
                   what);
        return;
    }
    constexpr int bar_columns = 20;
    const std::size_t width = columns();
    // A bar's characters are more bytes than columns: words are what is cut.
    const std::string words = fmt::format(" {:3.0f} % {:>10}  {}", 100 * share, left, what);
    const std::size_t room = width > bar_columns + 1 ? width - bar_columns - 1 : 0;
    std::string bar = bench::bar(share, bar_columns);
    const long drawn = (std::lround(share * bar_columns * 8) + 7) / 8;
    bar.append(static_cast<std::size_t>(std::max(0L, bar_columns - drawn)), ' ');
    fmt::print(stderr, "\r\033[K{}{}", bar, words.substr(0, room));
    std::fflush(stderr);
}

void Progress::done(double work) {
    done_ = std::min(all_, done_ + work);
}

void Progress::clear() {
    if (terminal_) fmt::print(stderr, "\r\033[K");
}

}  // namespace models
