// Runs sim_c++ of Debian's package similarity-tester: it finds runs of tokens that two texts have in common,
// whatever their names, numbers, strings, comments and layout are (sim(1)).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "class/similar/work.hpp"

namespace grader {

/// A run of tokens in one text that is in another one, too.
struct SimRun {
    int here = 0;  ///< the text's number
    Lines lines;
    int there = 0;
    Lines lines_there;
    int tokens = 0;
};

struct SimAnswer {
    std::map<int, int> tokens;  ///< of each text that was named
    std::vector<SimRun> runs;
};

/// A directory of numbered texts, and what sim_c++ says of them.
class Sim {
 public:
    /// In an empty directory, which the caller removes.
    explicit Sim(std::filesystem::path directory) : directory_(std::move(directory)) {}

    void write(int number, const std::string& text) const;

    /// The runs of `shortest` tokens or more of each of `these` in each of `those`, one pair after the other;
    /// not of a text in itself. Throws UserError if there is no sim_c++, std::runtime_error if it fails.
    [[nodiscard]] SimAnswer compare(const std::vector<int>& these, const std::vector<int>& those,
                                    int shortest) const;

 private:
    std::filesystem::path directory_;
};

/// What sim_c++ -n has printed.
[[nodiscard]] SimAnswer answer_of_sim(const std::string& output);

}  // namespace grader
