// What is wrong with a submission, as far as the facts say: the mistake, not the checks that met it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/exhibit.hpp"
#include "base/source_line.hpp"
#include "result/timeline.hpp"

namespace grader {

struct Cause {
    std::string id;    ///< of labs/causes.toml: "waits-for-a-full-buffer"
    std::string what;  ///< what the program does, a sentence: "Your server …"
    /// What it is known from, a sentence each; the first decides.
    std::vector<std::string> evidence;
    std::vector<Exhibit> exhibits;
    std::optional<SourceLine> source;  ///< the student's line
    std::string why;                   ///< why that is wrong
    /// A question; a direction; the calls to use.
    std::vector<std::string> hints;
    std::string link;                   ///< anchor in the lab's handout, without its #
    std::string passage = {};           ///< what the handout says there: Markdown, the beginning of a section
    std::vector<std::string> explains;  ///< names of the checks that failed for it, in the rubric's order
    bool sure = true;                   ///< nothing else is known to look like this
    std::optional<Timeline> timeline;
};

}  // namespace grader
