#include "report/hints.hpp"

#include <cstddef>
#include <utility>

namespace grader {

namespace {

void keep_verdict(CheckResult& check) {
    check.why.clear();
    check.link.clear();
    // That there was no time is no hint.
    if (!lacked_time(check)) {
        check.finding.reset();
        return;
    }
    Finding for_time;
    for_time.seen = std::move(check.finding->seen);
    check.finding = std::move(for_time);
}

}  // namespace

ResultDocument told(ResultDocument document, Hints hints) {
    for (LabResult& lab : document.labs) {
        if (hints == Hints::verdicts) lab.causes.clear();
        for (CheckResult& check : lab.checks) {
            if (hints == Hints::verdicts) keep_verdict(check);
            // Advice is not graded, so it gives nothing away.
            if (hints < (check.advisory ? Hints::directions : Hints::all)) check.hint.clear();
        }
        for (Cause& cause : lab.causes) {
            if (hints < Hints::directions) {
                cause.why.clear();
                cause.link.clear();
                cause.passage.clear();
            }
            const auto most = static_cast<std::size_t>(hints);
            if (cause.hints.size() > most) cause.hints.resize(most);
        }
    }
    return document;
}

}  // namespace grader
