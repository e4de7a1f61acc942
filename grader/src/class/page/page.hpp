// The page of a class, OUT/index.html: for those who teach. One file that needs no network; charts, sorting
// and filtering by a script, all words without one. Every text that comes from students is escaped.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "class/records.hpp"

namespace grader {

/// Two submissions that look alike: a line of OUT/similar.json.
struct SimilarPair {
    std::string a;  ///< ids of students
    std::string b;
    double share = 0;  ///< of the smaller one, from 0 to 1
    std::string page;  ///< side by side, in the class's directory
};

IO_LABS_JSON(SimilarPair)

struct PageContext {
    std::vector<SimilarPair> similar;
    bool compared = false;  ///< whether anybody looked for such pairs
};

[[nodiscard]] std::string class_page(const Class& asked, const std::vector<Outcome>& outcomes,
                                     const PageContext& context);

/// Reads OUT/similar.json, if it is there. Throws UserError if it is damaged.
[[nodiscard]] PageContext read_page_context(const ClassDirectory& out);

}  // namespace grader
