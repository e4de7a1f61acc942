#include "class/rubrics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "class/sha256.hpp"
#include "class/words.hpp"
#include "submission/names.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

/// 4 of labs/lab4-blocking: a rubric is where its lab's handout is.
std::optional<int> lab_of(const fs::path& directory) {
    const std::string name = directory.filename().string();
    return lab_named(name.substr(0, name.find('-')));
}

fs::path kept_in(const ClassDirectory& out) {
    return out.path() / "rubrics";
}

/// Of the labs that the student has: another lab's rubric gave nobody a point.
std::vector<std::string> hashes_that_count(const Outcome& outcome) {
    std::vector<std::string> hashes;
    for (const std::string& hash : outcome.state.rubric_hashes) {
        const auto is_of = [&](const LabResult& lab) {
            return hash.rfind(fmt::format("lab{} ", lab.lab), 0) == 0;
        };
        if (std::any_of(outcome.document->labs.begin(), outcome.document->labs.end(), is_of))
            hashes.push_back(hash);
    }
    return hashes;
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

std::vector<std::string> hashes_of_rubrics(const fs::path& root, const std::vector<fs::path>& others) {
    std::map<int, fs::path> files;
    for (const RubricFile& file : rubric_files(root)) files[file.lab] = file.path;
    for (const fs::path& path : others) files[load_rubric(path).lab] = path;
    std::vector<std::string> hashes;
    for (const auto& [lab, path] : files)
        hashes.push_back(fmt::format("lab{} {}", lab, sha256_of_file(path)));
    return hashes;
}

std::vector<fs::path> rubrics_of_class(const ClassDirectory& out) {
    std::vector<fs::path> rubrics;
    std::error_code error;
    for (fs::directory_iterator at(kept_in(out), error), end; !error && at != end; at.increment(error)) {
        if (at->path().extension() == ".toml") rubrics.push_back(at->path());
    }
    std::sort(rubrics.begin(), rubrics.end());
    return rubrics;
}

void keep_rubrics(const ClassDirectory& out, const std::vector<fs::path>& rubrics) {
    // Read first: one of them may be what is kept already.
    std::map<std::string, std::string> texts;
    for (const fs::path& path : rubrics) {
        const auto text = read_file(path);
        if (!text) throw UserError(fmt::format("the rubric {} can't be read", path.string()));
        texts[fmt::format("lab{}.toml", load_rubric(path).lab)] = *text;
    }
    for (const fs::path& path : rubrics_of_class(out)) {
        if (texts.count(path.filename().string()) == 0) fs::remove(path);
    }
    if (!texts.empty()) fs::create_directories(kept_in(out));
    for (const auto& [name, text] : texts) ReplacedFile(kept_in(out) / name, "rubric").write(text);
}

std::string mixed_rubrics(const ClassDirectory& out, const Class& asked,
                          const std::vector<Outcome>& outcomes) {
    constexpr std::size_t most_named = 8;
    // By lab: whoever handed in only one lab has no other rubric for that.
    std::map<std::string, std::map<std::string, std::vector<std::string>>> of_labs;
    for (std::size_t at = 0; at < outcomes.size(); ++at) {
        if (!outcomes[at].document) continue;
        for (const std::string& hash : hashes_that_count(outcomes[at]))
            of_labs[hash.substr(0, hash.find(' '))][hash].push_back(asked.students[at].id);
    }
    std::vector<std::string> others;
    for (const auto& [lab, of_hashes] : of_labs) {
        const auto most = std::max_element(
            of_hashes.begin(), of_hashes.end(),
            [](const auto& one, const auto& other) { return one.second.size() < other.second.size(); });
        for (const auto& [hash, ids] : of_hashes) {
            if (hash != most->first) others.insert(others.end(), ids.begin(), ids.end());
        }
    }
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    if (others.empty()) return {};
    const std::size_t more = others.size() > most_named ? others.size() - most_named : 0;
    others.resize(others.size() - more);
    std::vector<std::string> command = {"rescore", out.path().string()};
    for (const fs::path& path : rubrics_of_class(out)) {
        command.emplace_back("--rubric");
        command.push_back(path.string());
    }
    return fmt::format("scored with another rubric than the others: {}{}; one for all: {}",
                       fmt::join(others, ", "), more > 0 ? fmt::format(" and {} more", more) : "",
                       class_command(command));
}

}  // namespace grader
