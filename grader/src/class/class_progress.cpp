#include "class/class_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "report/progress.hpp"
#include "report/style.hpp"
#include "report/text.hpp"

namespace grader {

std::string remaining_time(std::chrono::seconds elapsed, std::size_t done, std::size_t left) {
    if (done == 0 || left == 0) return {};
    const long long seconds = elapsed.count() * static_cast<long long>(left) / static_cast<long long>(done);
    if (seconds < 60) return "less than a minute";
    if (seconds < 5400) return fmt::format("about {} min", (seconds + 30) / 60);
    return fmt::format("about {} h {} min", seconds / 3600, seconds % 3600 / 60);
}

ClassProgress::ClassProgress(int fd)
    : fd_(fd),
      live_(detect_progress(fd, ProgressMode::plain) == ProgressMode::live),
      width_(static_cast<std::size_t>(detect_style(fd).width)) {}

void ClassProgress::say(std::string_view line) {
    erase();
    write(std::string(line) + '\n');
}

void ClassProgress::show(std::string_view what) {
    if (!live_) return;
    write("\r\x1b[K" + cut(printable(what), width_ - 1));
    drawn_ = true;
}

void ClassProgress::erase() {
    if (drawn_) write("\r\x1b[K");
    drawn_ = false;
}

// A terminal that is gone ends no grading.
void ClassProgress::write(std::string_view text) const {
    while (!text.empty()) {
        const ssize_t count = ::write(fd_, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace grader
