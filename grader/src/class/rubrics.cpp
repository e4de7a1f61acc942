#include "class/rubrics.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "submission/names.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

/// 4 of labs/lab4-blocking: a rubric is where its lab's handout is.
std::optional<int> lab_of(const fs::path& directory) {
    const std::string name = directory.filename().string();
    return lab_named(name.substr(0, name.find('-')));
}

}  // namespace

std::vector<RubricFile> rubric_files(const fs::path& root) {
    std::vector<RubricFile> files;
    std::error_code error;
    for (fs::directory_iterator at(root / "labs", error), end; !error && at != end; at.increment(error)) {
        const auto lab = lab_of(at->path());
        std::error_code missing;
        if (lab && fs::is_regular_file(at->path() / "rubric.toml", missing))
            files.push_back({*lab, at->path() / "rubric.toml"});
    }
    std::sort(files.begin(), files.end(),
              [](const RubricFile& one, const RubricFile& other) { return one.lab < other.lab; });
    return files;
}

std::map<int, Rubric> load_rubrics(const fs::path& root, const std::vector<fs::path>& others) {
    std::map<int, Rubric> rubrics;
    for (const fs::path& path : others) {
        Rubric rubric = load_rubric(path);
        rubrics.insert_or_assign(rubric.lab, std::move(rubric));
    }
    for (const RubricFile& file : rubric_files(root)) {
        if (rubrics.count(file.lab) == 0) rubrics.emplace(file.lab, load_rubric(file.path));
    }
    return rubrics;
}

}  // namespace grader
