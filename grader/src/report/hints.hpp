// How much a report tells of a mistake. Instructors decide; what is not to be told leaves the document before
// any report is made of it, so that no format can tell more.
#pragma once

#include "result/document.hpp"

namespace grader {

/// Each tells what those before it tell, too.
enum class Hints {
    verdicts,    ///< and points
    questions,   ///< what was seen of the program and where, and a question about it
    directions,  ///< why it is wrong, where the handout speaks of it, and which way to look
    all,         ///< the calls to use, and what helps in general with a check whose cause is not known
};

constexpr Hints default_hints = Hints::directions;

/// The document without what a report with these hints does not tell. What keeps a lab from being built or
/// started is always told.
[[nodiscard]] ResultDocument told(ResultDocument document, Hints hints);

}  // namespace grader
