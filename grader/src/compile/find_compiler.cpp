#include "compile/find_compiler.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "arena/visible.hpp"
#include "base/environment.hpp"
#include "base/error.hpp"

namespace grader {

std::string find_compiler() {
    std::vector<std::string> names;
    if (const std::string wanted = variable("CXX"); !wanted.empty()) names.push_back(wanted);
    names.insert(names.end(), {"g++", "clang++"});
    for (const std::string& name : names) {
        if (name.front() == '/' && ::access(name.c_str(), X_OK) == 0) return name;
        std::istringstream path("/usr/local/bin:/usr/bin:/bin");
        for (std::string directory; std::getline(path, directory, ':');) {
            const std::string candidate = directory + "/" + name;
            if (::access(candidate.c_str(), X_OK) == 0) return candidate;
        }
    }
    throw std::runtime_error(
        "no C++ compiler found: install g++ (apt install g++) or set CXX to a compiler's path");
}

std::vector<std::string> installation_of(const std::string& compiler) {
    namespace fs = std::filesystem;
    std::error_code gone;
    std::vector<std::string> directories;
    const std::vector<fs::path> homes = homes_of_this_user();
    // By the name that was given, and where that leads to.
    for (const fs::path& program : {fs::path(compiler), fs::canonical(compiler, gone)}) {
        const fs::path place = program.parent_path();
        const fs::path prefix = place.filename() == "bin" ? place.parent_path() : place;
        const bool holds_a_home = std::any_of(homes.begin(), homes.end(), [&](const fs::path& home) {
            return lies_below(home, prefix) || lies_below(fs::weakly_canonical(home, gone), prefix);
        });
        if (!program.empty()) directories.push_back(holds_a_home ? place : prefix);
    }
    return directories;
}

}  // namespace grader
