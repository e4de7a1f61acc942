// Who is compared: the models, the two labs' servers, and what the user names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "subject.hpp"

namespace models {

struct Places {
    std::filesystem::path models;             ///< where the models were built
    std::vector<std::filesystem::path> lab4;  ///< the student's, then the reference: the first that runs
    std::vector<std::filesystem::path> lab5;
};

/// The models' names and "lab4", "lab5", in the order of the reading.
std::vector<std::string> known_names();

/// All, or those that are named: by a known name, or as a program with the labs' command line. Who can't run
/// here is in it with the reason (Program::absent). Throws std::runtime_error for a name that is neither.
std::vector<Program> call_roster(const Places& places, const std::vector<std::string>& names);

}  // namespace models
