// A lab's rubric: what each check is worth, and the words that explain it. Data in TOML beside the handout,
// so that a text can be improved without touching the grader:
//     lab = 4    (or practice = 1, stub = "fingerprint")    title = "…"    handout =
//     "labs/lab4-blocking/README.md"
//     [[stage]]  id = "A"    title = "One client"
//     [[check]]  name = "EchoesOneMessage"  title, stage = "A", points = 4, why, hint, link = "stage-a"
//                advisory = true   (optional: shown, never counted; then points may be left out)
//                needs = ["echo"]  (optional: behaviours without which it can't be judged)
//     [[behaviour]]  id = "echo"    title = "a message that comes back"    shown_by = ["EchoesOneMessage"]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/labs.hpp"
#include "result/document.hpp"

namespace grader {

/// Something that a server does, and that checks build on. It is missing when all the checks that show it
/// have failed in their essential step (checks/check.hpp).
struct Behaviour {
    std::string id;
    std::string title;                   ///< as it stands behind "needs": "a message that comes back"
    std::vector<std::string> shown_by;   ///< names of checks; each stands before those that need it
    std::vector<std::string> needed_by;  ///< the checks whose `needs` names it
};

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
    std::string stub;     ///< of practice: the fingerprint of what is handed out; see submission.hpp
    std::vector<Stage> stages;
    std::vector<RubricCheck> checks;
    std::vector<Behaviour> behaviours;

    /// Points of the checks that count.
    [[nodiscard]] int total_points() const;
};

/// What a lab's points add up to; those of an exercise are a bonus.
[[nodiscard]] constexpr int full_points(int lab) {
    return is_practice(lab) ? 10 : 100;
}

/// Reads and verifies a rubric. In its texts line breaks become spaces and an empty line a line break, so
/// that they can be written as """paragraphs""". Throws UserError with one line for each thing that is wrong,
/// "file:line: what is wrong and the way out".
[[nodiscard]] Rubric load_rubric(const std::filesystem::path& path);

/// Throws UserError that lists the checks of the rubric that no test decides, and the tests that the rubric
/// lacks.
void require_checks(const Rubric& rubric, const std::vector<std::string>& implemented);

}  // namespace grader
