// What the suite knows of one attack: attacks/NAME/attack.toml (README.md explains each field).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace grader::hostile {

struct Attack {
    std::string name;
    std::filesystem::path directory;
    std::string about;
    std::string kind;
    int lab = 4;
    std::vector<std::string> checks;
    std::string score = "not raised";
    std::vector<std::string> stopped_by;
    int seconds = 60;
    bool neighbour = false;
    bool in_short_part = false;
    std::string says;
    std::vector<std::string> never;
    std::string prepare;  // shell commands
    std::vector<std::string> not_in;
    // Why it is not let loose with the layers off that stop it; empty: it is.
    std::string not_let_loose;
};

/// Throws std::runtime_error that names the file and the field if a field is missing, unknown or of the wrong
/// kind.
Attack load_attack(const std::filesystem::path& directory);

/// All of attacks/, by name.
std::vector<Attack> all_attacks();

}  // namespace grader::hostile
