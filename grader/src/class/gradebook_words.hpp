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

/// All but --lab, which `grade` has for itself.
void add_gradebook_options(CLI::App& verb, GradebookWords& words);

/// Writes the file, and prints what came of it. Throws UserError.
void make_gradebook(const ClassDirectory& out, const Class& asked, const std::vector<Outcome>& outcomes,
                    const GradebookWords& words, const std::filesystem::path& root);

}  // namespace grader
