// A lab's rubric: what each check is worth, and the words that explain it. Data in TOML beside the handout,
// so that a text can be improved without touching the grader:
//     lab = 4    title = "…"    handout = "labs/lab4-blocking/README.md"
//     [[stage]]  id = "A"    title = "One client"
//     [[check]]  name = "EchoesOneMessage"  title, stage = "A", points = 4, why, hint, link = "stage-a"
//                advisory = true   (optional: shown, never counted; then points may be left out)
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "result/document.hpp"

namespace grader {

struct RubricCheck {
    std::string name;  ///< of the GoogleTest test that decides it
    std::string title;
    std::string stage;
    int points = 0;
    std::string why;
    std::string hint;
    std::string link;  ///< anchor in the handout, without its #
    bool advisory = false;
};

struct Rubric {
    int lab = 0;
    std::string title;
    std::string handout;  ///< path in the repository
    std::vector<Stage> stages;
    std::vector<RubricCheck> checks;

    /// Points of the checks that count.
    [[nodiscard]] int total_points() const;
};

/// What a lab's points add up to.
constexpr int full_points = 100;

/// Reads and verifies a rubric. In its texts line breaks become spaces and an empty line a line break, so
/// that they can be written as """paragraphs""". Throws UserError with one line for each thing that is wrong,
/// "file:line: what is wrong and the way out".
[[nodiscard]] Rubric load_rubric(const std::filesystem::path& path);

/// Throws UserError that lists the checks of the rubric that no test decides, and the tests that the rubric
/// lacks.
void require_checks(const Rubric& rubric, const std::vector<std::string>& implemented);

}  // namespace grader
