#include "class/gradebook/marks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "class/points.hpp"
#include "report/cause_words.hpp"
#include "report/lab_words.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

std::set<int> labs_of(const std::vector<Outcome>& outcomes) {
    std::set<int> labs;
    for (const Outcome& outcome : outcomes) {
        if (!outcome.document) continue;
        for (const LabResult& lab : outcome.document->labs) labs.insert(lab.lab);
    }
    return labs;
}

/// What the student should know beside the points: a line for the points, and one for the first cause.
std::string feedback_of(const ResultDocument& all, const Student& student, const MarkOptions& options) {
    const ResultDocument document = told(all, options.hints);
    const LabResult& lab = *lab_numbered(document, options.lab);
    std::vector<std::string> lines{score_of(document, lab) + "; " + verdict_of(lab)};
    if (!lab.causes.empty()) lines.push_back(claim_of(lab.causes.front()));
    if (student.late) lines.emplace_back("Something came after the deadline.");
    return fmt::format("{}", fmt::join(lines, "\n"));
}

Mark mark_of(const Student& student, const Outcome& outcome, const MarkOptions& options) {
    Mark mark;
    mark.student = &student;
    mark.submitted = student.problem.empty();
    if (!mark.submitted) {
        mark.why_none = student.problem;
        return mark;
    }
    if (!outcome.document) {
        mark.why_none = outcome.state.is_final ? "no verdict: the machine failed" : "not graded yet";
        if (!outcome.state.attempts.empty() && !outcome.state.attempts.back().failure.empty())
            mark.why_none = "no verdict: " + outcome.state.attempts.back().failure;
        return mark;
    }
    const LabResult* lab = lab_numbered(*outcome.document, options.lab);
    if (lab == nullptr) {
        mark.submitted = false;
        mark.why_none = fmt::format("nothing of Lab {} was handed in", options.lab);
        return mark;
    }
    mark.maximum = lab->max_score();
    if (outcome.document->partial) {
        mark.why_none = "only some checks were selected, so there are no points of the whole lab";
    } else if (!is_settled(*lab) && !options.with_open) {
        mark.why_none = fmt::format("{}: {} of {} points, {} open", word(lab->status), lab->score(),
                                    lab->max_score(), open_points(*lab));
    } else {
        mark.points = lab->score();
        mark.feedback = feedback_of(*outcome.document, student, options);
    }
    return mark;
}

}  // namespace

int lab_for_marks(const Class& asked, const std::vector<Outcome>& outcomes, int lab) {
    const std::set<int> labs = labs_of(outcomes);
    if (labs.empty())
        throw UserError(fmt::format(
            "nobody of the class of {} has a verdict yet; `./lab class grade` makes them", asked.source));
    if (lab == 0 && labs.size() == 1) return *labs.begin();
    if (lab != 0 && labs.count(lab) > 0) return lab;
    throw UserError(lab == 0 ? fmt::format("the class has several labs: say which one's points are meant, "
                                           "--lab {}",
                                           fmt::join(labs, " or --lab "))
                             : fmt::format("nobody of the class has a verdict of Lab {}; there is --lab {}",
                                           lab, fmt::join(labs, " and --lab ")));
}

std::vector<Mark> marks_of(const Class& asked, const std::vector<Outcome>& outcomes,
                           const MarkOptions& options) {
    std::vector<Mark> marks;
    for (std::size_t index = 0; index < asked.students.size(); ++index)
        marks.push_back(mark_of(asked.students[index], outcomes[index], options));
    return marks;
}

}  // namespace grader
