// An explanation of a cause or of a check: what is said, and in which order, whatever the report looks like.
// Each report writes the blocks one after another, in its own medium's way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "result/document.hpp"

namespace grader {

struct Block {
    enum class Kind {
        text,
        steps,
        exhibit,
        command,
        passage,  ///< of the handout: its place, and as lines what it says there, in Markdown
        moment,   ///< of the failure, as a picture
    };
    static constexpr std::size_t no_line = static_cast<std::size_t>(-1);

    Kind kind;
    std::string_view label;  ///< an exhibit that has one is the student's own code
    std::string text;        ///< of an exhibit its title, or its place; the command
    /// The steps; the exhibit, as it is; where the handout says more about a text, if it does.
    std::vector<std::string> lines = {};
    bool goes_on = false;                ///< with the block before it, nothing between them
    bool is_verdict = false;             ///< what the check came to
    std::size_t marked = no_line;        ///< the line of an exhibit that is meant
    const Timeline* timeline = nullptr;  ///< of a moment; the document's
};

/// Of a check that failed or could not be decided. What there is nothing to say of is a block without text
/// and lines, which leaves no trace in a report. Where its cause is known, that says what is wrong.
[[nodiscard]] std::vector<Block> blocks_of(const LabResult& lab, const CheckResult& check);

/// Of a cause: what decides, the student's line, why that is wrong, the hints that are told.
[[nodiscard]] std::vector<Block> blocks_of(const LabResult& lab, const Cause& cause);

}  // namespace grader
