#include "report/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/environment.hpp"
#include "report/text.hpp"

namespace grader {

namespace {

// The words a log is searched for.
std::string_view log_word(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "ok";
        case Verdict::fail:
            return "FAIL";
        case Verdict::inconclusive:
            return "open";
        case Verdict::not_reached:
            return "unreached";
        case Verdict::not_run:
            break;
    }
    return "skip";
}

}  // namespace

ProgressMode detect_progress(int fd, ProgressMode elsewhere) {
    const std::string terminal = variable("TERM");
    const bool can_redraw = !terminal.empty() && terminal != "dumb";
    if (::isatty(fd) == 1 && can_redraw) return ProgressMode::live;
    return elsewhere;
}

Progress::Progress(int fd, ProgressMode mode, int width)
    : fd_(fd), mode_(mode), width_(static_cast<std::size_t>(std::max(width, 20))) {}

void Progress::phase(std::string_view what) {
    if (mode_ == ProgressMode::live) redraw(fmt::format("{} …", what));
    if (mode_ == ProgressMode::plain || mode_ == ProgressMode::brief)
        write(fmt::format("{}\n", printable(what)));
}

void Progress::begin(int total) {
    total_ = total;
    done_ = 0;
    failed_ = 0;
}

void Progress::started(std::string_view check) {
    if (mode_ != ProgressMode::live) return;
    const std::string failures = failed_ > 0 ? fmt::format("{} failed, ", failed_) : "";
    redraw(fmt::format("[{}/{}] {}{} …", done_ + 1, total_, failures, check));
}

void Progress::finished(const CheckResult& check) {
    ++done_;
    if (check.verdict == Verdict::fail) ++failed_;
    if (mode_ == ProgressMode::brief && done_ == total_ / 2)
        write(fmt::format("{} of {} checks, {} failed\n", done_, total_, failed_));
    if (mode_ != ProgressMode::plain) return;
    write(fmt::format("{} {}/{} {}\n", log_word(check.verdict), done_, total_, printable(check.name)));
}

void Progress::erase() {
    if (!drawn_) return;
    write("\r\x1b[K");
    drawn_ = false;
}

void Progress::redraw(std::string_view what) {
    // One column stays free: a terminal that has filled its last column may have gone on to the next line.
    write(fmt::format("\r{}\x1b[K", cut(printable(what), width_ - 1)));
    drawn_ = true;
}

void Progress::write(std::string_view text) const {
    while (!text.empty()) {
        const ssize_t done = ::write(fd_, text.data(), text.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return;
        text.remove_prefix(static_cast<std::size_t>(done));
    }
}

}  // namespace grader
