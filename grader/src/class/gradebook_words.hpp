// The options by which points are put into a gradebook: of `./lab class grades`, and of `./lab class grade`.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "class/gradebook/fill.hpp"
#include "class/records.hpp"

namespace grader {

struct GradebookWords {
    std::string platform;  ///< empty: no gradebook is wanted
    std::filesystem::path gradebook;
    std::filesystem::path output;
    FillOptions fill;
    int maximum = 0;
    bool with_open = false;
};

/// All but --for and --lab, which `grade` has in other words. `platform` is --for: none of them means
/// anything without it.
void add_gradebook_options(CLI::App& verb, CLI::Option* platform, GradebookWords& words);

/// Finds out what can be known before anybody is graded: whether there is such a gradebook, and the column in
/// it. `lab` is 0 if that is not known yet. Throws UserError.
void check_gradebook(const GradebookWords& words, int lab);

/// Writes the file, and prints what came of it. Throws UserError.
void make_gradebook(const ClassDirectory& out, const Class& asked, const std::vector<Outcome>& outcomes,
                    const GradebookWords& words, const std::filesystem::path& root);

}  // namespace grader
