// Where in what was handed in the labs are. One rule for every home of a course:
//   - in a clone of the course's repository starter/ is what counts, whatever else lies at its root;
//   - else directories called lab4, Lab4, lab 5, ... side by side, inside any number of folders around them;
//   - else, if only one lab can be meant, that lab's files alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "submission/tree.hpp"

namespace grader {

/// What the labs of a submission may be.
struct Wanted {
    std::vector<int> known = {};  ///< the labs that this copy of the course has
    std::optional<int> lab = {};  ///< the only one that is to be graded; none: all that are there
    std::vector<int> extra = {};  ///< besides them, if they are there: nobody has to hand them in
};

struct Places {
    std::map<int, Entry> labs;         ///< the entry that is the lab's, a directory if all is well
    std::string base;                  ///< where they stand; "" is the top
    bool is_clone = false;             ///< base is the starter/ of a clone
    std::vector<std::string> notices;  ///< what looks like a part of the submission and was not read
    std::string complaint;             ///< why no lab was found; empty if one was
};

/// "a, b, c and 4 more"
[[nodiscard]] std::string list_of(const std::vector<std::string>& names);

[[nodiscard]] Places find_places(const Tree& tree, const Wanted& wanted);

/// The entries of a directory that may be somebody's work: nothing hidden, nothing that only builds make.
[[nodiscard]] std::vector<Entry> visible(const Tree& tree, const std::string& directory);

}  // namespace grader
