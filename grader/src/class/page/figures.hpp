// What the page of a class says in numbers: how the points are spread, how many pass each check, and how many
// have each cause.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "class/records.hpp"

namespace grader {

struct CheckFigures {
    std::string name;
    std::string title;
    std::string stage;  ///< its id
    int max_points = 0;
    bool advisory = false;
    std::size_t passed = 0;
    std::size_t failed = 0;       ///< not reached for what another check showed to be missing: failed, too
    std::size_t open = 0;         ///< the machine could not show it
    std::size_t without_run = 0;  ///< not built, not started, not selected
};

struct CauseFigures {
    std::string id;
    std::string what;                   ///< as most reports say it
    std::string place;                  ///< "labs/lab4-blocking/README.md#short-writes"; may be empty
    std::vector<std::size_t> students;  ///< their places in the class
    int points = 0;                     ///< that it cost all of them
    std::size_t likely_only = 0;        ///< of them those of whom it is not sure
};

struct LabFigures {
    int lab = 0;
    std::string title;
    int max_score = 0;
    std::vector<Stage> stages;
    std::vector<int> scores;  ///< of everyone whose points are settled, from low to high
    /// How many have under 10 %, under 20 %, … under 100 %, and all points.
    std::array<std::size_t, 11> spread{};
    std::size_t open = 0;  ///< students some of whose points are open
    std::size_t not_built = 0;
    std::size_t not_started = 0;
    std::vector<CheckFigures> checks;  ///< in the rubric's order
    std::vector<CauseFigures> causes;  ///< what most have first
    /// Students who failed something of which no mistake is known by name.
    std::vector<std::size_t> unexplained;

    [[nodiscard]] double mean() const;
    [[nodiscard]] double median() const;
};

/// Of each lab that somebody handed in.
[[nodiscard]] std::vector<LabFigures> figures_of(const std::vector<Outcome>& outcomes);

/// What a submission did to be graded better than it is, or to be graded by something else, a sentence each.
[[nodiscard]] std::vector<std::string> forgeries_in(const ResultDocument& document);

}  // namespace grader
