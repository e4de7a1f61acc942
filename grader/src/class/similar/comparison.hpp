// Compares each submission of a lab with each other one, without what all of them were handed out.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "class/scratch_directory.hpp"
#include "class/similar/sim.hpp"
#include "class/similar/work.hpp"

namespace grader {

/// Two of the works, by their numbers, and how much of what is their own they have in common: from 0 to 1.
struct Likeness {
    std::size_t a = 0;
    std::size_t b = 0;
    double share = 0;
};

/// A part of one that is in the other, too.
struct Match {
    Lines a;
    Lines b;
    int tokens = 0;
};

class Comparison {
 public:
    /// Takes out of each work the lines that are in `handed_out`. Throws as Sim::compare().
    Comparison(std::vector<Work> works, const std::string& handed_out);

    [[nodiscard]] const std::vector<Work>& works() const { return works_; }
    /// Tokens of the student's own.
    [[nodiscard]] int own_tokens(std::size_t work) const { return own_tokens_[work]; }
    /// Whether a line (from 1) is one that was handed out.
    [[nodiscard]] bool is_handed_out(std::size_t work, int line) const;
    /// Why a work is compared with no other one, in some words; nothing if it is.
    [[nodiscard]] std::string why_not(std::size_t work) const;

    /// Those pairs of which at least `least` is common, the most alike first. `done` is told of how many
    /// works are compared with all others.
    [[nodiscard]] std::vector<Likeness> alike(double least,
                                              const std::function<void(std::size_t)>& done) const;

    /// Of a pair, in the order of the first one's lines.
    [[nodiscard]] std::vector<Match> matches(const Likeness& pair) const;

 private:
    std::vector<Work> works_;
    ScratchDirectory directory_;
    Sim sim_;
    std::vector<int> own_tokens_;
    std::vector<std::vector<bool>> handed_out_;  // of each work, by line
    std::vector<int> compared_;                  // those that are
};

}  // namespace grader
