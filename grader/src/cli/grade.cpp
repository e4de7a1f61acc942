#include "cli/grade.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>
#include <utility>

#include "cli/environment.hpp"
#include "cli/grading.hpp"
#include "cli/labs.hpp"
#include "cli/last_result.hpp"
#include "cli/open_checks.hpp"
#include "cli/selection.hpp"
#include "report/hints.hpp"
#include "report/progress.hpp"
#include "report/terminal.hpp"

namespace grader {

namespace {

void print_report(const ResultDocument& document, Hints hints, bool verbose) {
    TerminalStyle style = detect_style(STDOUT_FILENO);
    style.verbose = verbose;
    // main() tells of a failure.
    std::fputs(render_terminal(told(document, hints), style).c_str(), stdout);
    std::fflush(stdout);
}

ProgressMode wanted_progress(const GradeOptions& options) {
    if (options.brief_progress) return ProgressMode::brief;
    return options.plain_progress ? ProgressMode::plain : ProgressMode::silent;
}

/// A line of progress, and the last word of one that is interrupted.
class OnTerminal final : public GradingObserver {
 public:
    explicit OnTerminal(const GradeOptions& options)
        : options_(options),
          progress_(STDERR_FILENO, detect_progress(STDERR_FILENO, wanted_progress(options)),
                    detect_style(STDERR_FILENO).width) {}

    void phase(std::string_view what) override { progress_.phase(what); }
    void begins(const CheckResult& check, int place, int of) override {
        if (place == 1) progress_.begin(of);
        progress_.started(check.name);
    }
    void ended(const CheckResult& check) override { progress_.finished(check); }
    void cut_short(const ResultDocument& document, Ending ending) override {
        const Decided decided = count_decided(document);
        fmt::print(stderr, "\n");  // behind ^C and the line of the progress
        if (decided.count > 0 || ending == 0)
            print_report(document, context_of_environment(options_.root, options_.hints).hints,
                         options_.verbose);
        fmt::print(stderr, "io-labs: {}; {} of {} checks {} decided\n",
                   ending == 0         ? "the time was over"
                   : ending == SIGTERM ? "ended by SIGTERM"
                                       : "interrupted",
                   decided.count, decided.of, decided.count == 1 ? "was" : "were");
        std::fflush(stderr);
    }
    void done() { progress_.erase(); }

 private:
    const GradeOptions& options_;
    Progress progress_;
};

}  // namespace

ResultDocument graded(const GradeOptions& options) {
    require_course(options);
    Submission submission = find_submission(options);
    OnTerminal shown(options);
    Grading grading(options, select_checks(options, std::move(submission.labs)), submission.notices, shown,
                    {});
    grading.run();
    shown.done();
    print_report(grading.document(), grading.hints(), options.verbose);
    // A result of one's own is kept for `./lab hint`.
    if (options.student.empty() && options.commit.empty())
        LastResult(options.root).keep(grading.document(), grading.hints());
    return grading.document();
}

int grade(const GradeOptions& options) {
    return graded(options).exit_status();
}

}  // namespace grader
