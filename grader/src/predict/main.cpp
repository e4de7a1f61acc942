// `./lab predict` and `./lab choose`: each question is asked, the guess is kept, the answer is measured, and
// both are shown.
//
//   question.hpp   the questions
//   guess.hpp      what a guess means, and how near it is
//   answers.hpp    the file that keeps them
//   measure.hpp    how each question is answered by a server
//   situation.hpp  the situations, and comparison.hpp and crash.hpp how they are shown
//   told.hpp       what is said of it
//   conversation.hpp, predicting.hpp, choosing.hpp    the run
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "base/core_dumps.hpp"
#include "base/error.hpp"
#include "predict/choosing.hpp"
#include "predict/options.hpp"
#include "predict/predicting.hpp"
#include "predict/situation.hpp"

namespace {

constexpr int exit_unfit = 3;
constexpr int exit_usage = 64;

void prepare_signals() {
    // A tracer waits for it.
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    ::pthread_sigmask(SIG_BLOCK, &children, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

int run(const grader::PredictOptions& options) {
    if (options.situations.empty()) return grader::Predicting(options).hold();
    return grader::Choosing(options, grader::load_situations(options.situations)).hold();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        prepare_signals();
        // Servers are made to crash.
        grader::leave_no_core_dumps();
        const grader::ParsedPredict parsed = grader::parse_predict(argc, argv);
        if (!parsed.options) return parsed.exit_status;
        const int status = run(*parsed.options);
        return std::fflush(stdout) == 0 ? status : exit_unfit;
    } catch (const grader::UserError& error) {
        fmt::print(stderr, "lab: {}\n", error.what());
        return exit_usage;
    } catch (const std::exception& error) {
        fmt::print(stderr, "lab: {}\n", error.what());
        return exit_unfit;
    }
}
