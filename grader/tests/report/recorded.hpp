// The recorded result documents beside this file.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "result/json.hpp"

namespace grader {

inline ResultDocument recorded(const std::string& name) {
    const auto text = read_file(std::filesystem::path(DOCUMENTS) / (name + ".json"));
    if (!text) throw std::runtime_error("no recorded document " + name);
    return from_json(nlohmann::json::parse(*text));
}

/// Their names: one document for each kind of outcome.
inline const std::vector<std::string>& recorded_names() {
    static const std::vector<std::string> names{"all-pass",     "stub",        "failures",
                                                "one-cause",    "one-failure", "causes",
                                                "inconclusive", "not-built",   "not-started"};
    return names;
}

}  // namespace grader
