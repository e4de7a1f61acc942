// From what an instructor names to a class: the students in their order, each with what is to be graded or
// with the reason why there is nothing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "class/records.hpp"

namespace grader {

struct CollectOptions {
    std::filesystem::path source;  ///< a directory, an archive of one, or a roster
    std::filesystem::path
        roster;                ///< the students' order and names for a directory or an archive; may be empty
    std::string repositories;  ///< what --repositories takes; may be empty
    std::string deadline;      ///< 2026-12-01T22:59:59Z; empty: none
};

/// Fills in source, layout, roster, columns, students and notices. Unpacks and clones into `out`. `progress`
/// is told how many repositories have been fetched, of how many. Throws UserError.
void collect(const ClassDirectory& out, const CollectOptions& options, Class& asked,
             const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace grader
