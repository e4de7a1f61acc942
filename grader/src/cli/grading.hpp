// One grading: builds the labs of a submission, runs their checks, finds the causes. What is shown of it
// meanwhile and in the end is its observer's.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arena/arena.hpp"
#include "arena/bounds.hpp"
#include "checks/close_look.hpp"
#include "checks/subject.hpp"
#include "cli/interrupt.hpp"
#include "cli/lab_build.hpp"
#include "cli/options.hpp"
#include "cli/result_files.hpp"
#include "cli/schedule.hpp"
#include "cli/selection.hpp"
#include "diagnosis/causes.hpp"
#include "report/formats.hpp"
#include "result/document.hpp"

namespace grader {

/// Is told how far a grading is.
class GradingObserver {
 public:
    virtual ~GradingObserver() = default;
    /// Something without a count begins: "building lab 4".
    virtual void phase(std::string_view what) = 0;
    virtual void begins(const CheckResult& check, int place, int of) = 0;
    virtual void ended(const CheckResult& check) = 0;
    /// A signal, or 0: the time is over. On another thread, as the last thing before the end of the process.
    virtual void cut_short(const ResultDocument& document, Ending ending) = 0;
};

/// What a result document calls what is graded.
[[nodiscard]] std::string submission_name(const GradeOptions& options);

class Grading {
 public:
    struct Plan {
        /// Checks that run before the others; see running_order().
        std::optional<std::vector<std::string>> first = {};
        bool stops_at_cause = false;  ///< the checks that come after the first cause are not run
    };

    /// Refers to options and observer.
    Grading(const GradeOptions& options, Selection selected, const std::vector<std::string>& notices,
            GradingObserver& observer, Plan plan);
    void run();
    [[nodiscard]] const ResultDocument& document() const { return document_; }
    [[nodiscard]] Hints hints() const { return context_.hints; }

 private:
    void grade_lab(std::size_t index);
    void try_to_grade(std::size_t index);
    /// What is to be graded; nothing if that could not be built.
    std::optional<Subject> build(LabSources& sources, LabResult& result);
    [[nodiscard]] bool names_a_cause(LabResult lab, const std::vector<CloseLook>& looks) const;
    void find_causes(LabResult& result, const std::vector<CloseLook>& looks) const;
    void add_causes(LabResult& result) const;
    void save();
    int tell_ending(Ending ending);

    const GradeOptions& options_;
    const Plan plan_;
    const ReportContext context_;
    Selection selected_;  // its results are the document's
    ResultDocument document_;
    GradingObserver& observer_;
    std::mutex mutex_;  // guards saved_, and the files: whoever tells of an interruption keeps it
    ResultDocument saved_;
    ResultFiles files_;
    std::unique_ptr<Arena> arena_;
    std::vector<Bound> bounds_;
    std::optional<Schedule> schedule_;
    std::map<int, std::vector<KnownCause>> known_causes_;  // by lab
    std::vector<std::unique_ptr<LabBuild>> builds_;        // one for each lab so far
};

}  // namespace grader
