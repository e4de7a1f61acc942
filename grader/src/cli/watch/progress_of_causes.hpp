// What changed from one grading to the next, as far as each of them looked: one that stops at the first cause
// says nothing of the others. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "result/document.hpp"

namespace grader {

struct Change {
    bool is_first = false;            ///< there was nothing to compare with
    std::vector<std::string> gone;    ///< causes, by id
    std::vector<std::string> fresh;   ///< … that were not there before
    std::vector<std::string> unseen;  ///< … that were there, and were not looked for this time
    std::size_t passing = 0;          ///< checks that had failed and pass
    std::size_t failing = 0;          ///< … that had not failed and fail
};

/// "2 causes gone, 1 new; 3 checks pass now"; "nothing changed".
[[nodiscard]] std::string summary_of(const Change& change);

/// What is known of one lab by all gradings until now.
class ProgressOfCauses {
 public:
    /// A lab that was not built, or did not start, tells nothing, and the change is empty.
    Change note(const LabResult& lab);

    /// The checks that failed when they were last seen, those that did first come first.
    [[nodiscard]] const std::vector<std::string>& failed() const { return failed_; }

 private:
    struct Known {
        std::string id;
        std::vector<std::string> explains;
    };
    [[nodiscard]] bool has_failed(const std::string& check) const;

    bool knows_something_ = false;
    std::vector<Known> causes_;
    std::vector<std::string> failed_;
};

}  // namespace grader
