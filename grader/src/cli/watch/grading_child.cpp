#include "cli/watch/grading_child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

using nlohmann::json;

/// In the child: each event as a line.
class OnPipe final : public GradingObserver {
 public:
    explicit OnPipe(int fd) : fd_(fd) {}

    void phase(std::string_view what) override { say({{"phase", what}}); }
    void begins(const CheckResult& check, int place, int of) override {
        say({{"begins", check.name}, {"place", place}, {"of", of}});
    }
    void ended(const CheckResult& check) override {
        say({{"ended", check.name}, {"verdict", word(check.verdict)}});
    }
    void cut_short(const ResultDocument& document, Ending) override { finished(document); }
    void finished(const ResultDocument& document) { say({{"document", to_json(document)}}); }
    void failed(const std::string& why) { say({{"failed", why}}); }

 private:
    void say(const json& message) {
        const std::string line = message.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
        for (std::size_t at = 0; at < line.size();) {
            const ssize_t wrote = ::write(fd_, line.data() + at, line.size() - at);
            if (wrote < 0 && errno != EINTR) return;  // whoever listened has gone, and we will go with him
            if (wrote > 0) at += static_cast<std::size_t>(wrote);
        }
    }

    int fd_;
};

/// It has no terminal, and ends with its parent. Ctrl-C is the parent's to hear.
void leave_terminal(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(exit_unfit);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTSTP}) ::signal(signal, SIG_IGN);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing.get(), standard);
}

}  // namespace

void GradingChild::start(const GradeOptions& options, Selection selected,
                         const std::vector<std::string>& notices, Grading::Plan plan) {
    end();
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    UniqueFd reader(ends[0]);
    const UniqueFd writer(ends[1]);
    const pid_t parent = ::getpid();
    child_ = check(::fork(), "fork");
    if (child_ == 0) {
        leave_terminal(parent);
        OnPipe shown(writer.get());
        try {
            Grading grading(options, std::move(selected), notices, shown, std::move(plan));
            grading.run();
            shown.finished(grading.document());
        } catch (const std::exception& error) {
            shown.failed(error.what());
        }
        // What the parent had begun to write is the parent's.
        ::_exit(0);
    }
    check(::fcntl(reader.get(), F_SETFL, O_NONBLOCK), "fcntl");
    pipe_ = std::move(reader);
    text_.clear();
}

void GradingChild::end() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
    child_ = 0;
    pipe_.reset();
}

/// True if it was the last one.
bool GradingChild::take_line(const std::string& line, const Listener& listener) {
    const json message = json::parse(line, nullptr, false);
    if (message.is_discarded()) return false;
    if (message.contains("phase")) listener.phase(message["phase"]);
    if (message.contains("begins")) listener.begins(message["begins"], message["place"], message["of"]);
    if (message.contains("ended")) listener.ended(message["ended"], message["verdict"]);
    if (message.contains("failed")) listener.failed(message["failed"]);
    if (message.contains("document")) listener.finished(from_json(message["document"]));
    return message.contains("failed") || message.contains("document");
}

void GradingChild::take(const Listener& listener) {
    char buffer[64 * 1024];
    for (;;) {
        const ssize_t got = ::read(pipe_.get(), buffer, sizeof buffer);
        if (got > 0) {
            text_.append(buffer, static_cast<std::size_t>(got));
            continue;
        }
        if (got < 0 && errno == EINTR) continue;
        const bool is_over = got == 0;
        for (auto end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
            const std::string line = text_.substr(0, end);
            text_.erase(0, end + 1);
            if (take_line(line, listener)) return this->end();
        }
        if (!is_over) return;
        this->end();
        return listener.failed(
            "the grading ended before its time; was it killed, or is there no memory left?");
    }
}

}  // namespace grader
