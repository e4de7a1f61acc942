// The recorded result documents beside this file.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "base/files.hpp"
#include "result/json.hpp"

namespace grader {

inline ResultDocument recorded(const std::string& name) {
    const auto text = read_file(std::filesystem::path(DOCUMENTS) / (name + ".json"));
    if (!text) throw std::runtime_error("no recorded document " + name);
    return from_json(nlohmann::json::parse(*text));
}

}  // namespace grader
