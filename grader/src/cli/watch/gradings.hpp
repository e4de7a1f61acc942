// The gradings of one session of `./lab watch`, one after another: what is known by all of them, and what is
// to be shown of it.
#pragma once

#include <map>
#include <string>

#include "cli/last_result.hpp"
#include "cli/options.hpp"
#include "cli/watch/grading_child.hpp"
#include "cli/watch/progress_of_causes.hpp"
#include "cli/watch/sources.hpp"
#include "cli/watch/view.hpp"
#include "report/hints.hpp"

namespace grader {

class Gradings {
 public:
    /// What failed in the last result kept here is what to begin with, if it is of the same sources. With
    /// `prints` each result goes to standard output.
    Gradings(const GradeOptions& options, bool prints);

    /// Ends what runs and begins anew; what failed last is first, and with `everything` nothing is left out.
    void begin(const WatchedSources& sources, bool everything);
    void end();

    /// Readable when take() has something to do; -1 if nothing runs.
    [[nodiscard]] int fd() const { return child_.fd(); }
    void take();

    /// Tells more of the first cause, as `./lab hint` does.
    void tell_hint();

    [[nodiscard]] WatchView& view() { return view_; }
    [[nodiscard]] const WatchView& view() const { return view_; }
    /// Of the last one that came to its end.
    [[nodiscard]] int status() const;

 private:
    void begin_with_last_result();
    void finish(const ResultDocument& document);
    void fail(const std::string& why);
    [[nodiscard]] GradingChild::Listener listener();

    const GradeOptions options_;
    const Hints usual_hints_;
    const bool prints_;
    LastResult kept_;
    GradingChild child_;
    ProgressOfCauses progress_;
    std::map<std::string, Hints> told_;  // by cause
    WatchView view_;
};

}  // namespace grader
