#include "pair.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <stdexcept>

#include "base/error.hpp"
#include "support/temporary_directory.hpp"

namespace grader::hostile {

namespace fs = std::filesystem;

namespace {

/// What the pair's points depend on.
std::string key_of(const Attack& attack, const Mode& mode) {
    std::ostringstream key;
    struct stat about {};
    check(::stat(GRADER, &about), "stat the grader");
    key << about.st_mtim.tv_sec << ' ' << about.st_mtim.tv_nsec << ' ' << about.st_size << ' ' << mode.name
        << ' ' << ::geteuid() << ' ' << attack.lab;
    for (const std::string& check : attack.checks) key << ' ' << check;
    const fs::path base = fs::path(HOSTILE) / "base";
    std::set<fs::path> sources = {base / ("lab" + std::to_string(attack.lab) + ".cpp"),
                                  attack.directory / "honest.hpp"};
    for (const auto& shared : fs::directory_iterator(base)) {
        if (shared.path().extension() == ".hpp") sources.insert(shared.path());
    }
    for (const fs::path& source : sources) key << contents(source);
    return std::to_string(std::hash<std::string>()(key.str()));
}

}  // namespace

double points_of_pair(const Attack& attack, const Mode& mode, const Circumstances& circumstances) {
    const fs::path kept = fs::path(STATE) / ("user-" + std::to_string(::geteuid()));
    std::error_code ignored;
    fs::create_directories(kept, ignored);
    const fs::path file = kept / key_of(attack, mode);
    double points = 0;
    if (std::ifstream known(file); known >> points) return points;
    const Outcome outcome = try_attack(attack, circumstances, false);
    if (!outcome.violations.empty())
        throw std::runtime_error("the server without the attack: " + outcome.violations.front());
    // Complete or not there at all: another test may be asking for the same.
    const fs::path draft = file.string() + "." + std::to_string(::getpid());
    std::ofstream(draft) << outcome.score << '\n';
    fs::rename(draft, file, ignored);
    return outcome.score;
}

}  // namespace grader::hostile
