// An explanation of one check: what is said, and in which order, whatever the report looks like. Each report
// writes the blocks one after another, in its own medium's way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "result/document.hpp"

namespace grader {

struct Block {
    enum class Kind { text, steps, exhibit, command };

    Kind kind;
    std::string_view label;  ///< an exhibit that has one is the student's own code
    std::string text;        ///< of an exhibit its title, or its place; the command
    /// The steps; the exhibit, as it is; where the handout says more about a text, if it does.
    std::vector<std::string> lines = {};
    bool goes_on = false;     ///< with the block before it, nothing between them
    bool is_verdict = false;  ///< what the check came to
};

/// Of a check that failed or could not be decided. What there is nothing to say of is a block without text
/// and lines, which leaves no trace in a report.
[[nodiscard]] std::vector<Block> blocks_of(const LabResult& lab, const CheckResult& check);

}  // namespace grader
