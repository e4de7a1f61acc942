// The situations of `./lab choose`: data, in labs/predict/choose.toml. Each is a question with two parts,
// which model and why, and the loads under which the choice is shown.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "predict/question.hpp"

namespace grader {

/// So many are connected, of whom so many talk.
struct WorkLoad {
    int connections = 1;
    int active = 1;
    int work_us = 0;   ///< of computing for each message
    int block_us = 0;  ///< in a call that blocks
    bool all_cores = false;

    /// As models-compare takes it.
    [[nodiscard]] std::string as_option() const;
};

struct Situation {
    Question question;
    std::vector<std::string> takes;  ///< what the reading takes, and what is as good
    std::optional<WorkLoad> load;    ///< nothing: a crash is played
    std::vector<std::string> shows;  ///< quantities, the deciding one first
    WorkLoad harder;
    std::vector<std::string> harder_shows;
    std::string breaks;
};

/// Throw UserError with all that is wrong.
std::vector<Situation> load_situations(const std::filesystem::path& file);
std::vector<Situation> parse_situations(std::string_view text, const std::string& file);

}  // namespace grader
