#include "predict/ask.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <optional>
#include <string>

namespace grader {

namespace {

char words_at_interrupt[1'024];
std::size_t length_of_words = 0;

void end_by_interrupt(int number) {
    // Nothing but what a handler may call: signal-safety(7). Servers and clients are ended by their keepers.
    if (::write(STDERR_FILENO, words_at_interrupt, length_of_words) < 0) ::_exit(1);
    constexpr int by_signal = 128;
    ::_exit(by_signal + number);
}

}  // namespace

std::optional<std::string> read_line(int descriptor) {
    constexpr std::size_t most = 4'096;
    std::string line;
    for (;;) {
        char letter = 0;
        const ssize_t got = ::read(descriptor, &letter, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return line.empty() ? std::nullopt : std::optional(line);
        if (letter == '\n') return line;
        // The rest of a line without end is nobody's guess.
        if (line.size() < most) line += letter;
    }
}

bool is_conversation() {
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

void say_at_interrupt(const std::string& words) {
    length_of_words = words.copy(words_at_interrupt, sizeof words_at_interrupt);
    struct sigaction action {};
    action.sa_handler = end_by_interrupt;
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(number, &action, nullptr);
}

}  // namespace grader
