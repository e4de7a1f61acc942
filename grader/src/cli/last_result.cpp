#include "cli/last_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

// The name under which the levels say what the report itself told.
const std::string all_causes = "*";

bool written(const std::filesystem::path& path, const std::string& text) {
    try {
        // Where nothing is built, nobody asks for hints, and the course stays as it is.
        if (!std::filesystem::is_directory(path.parent_path())) return false;
        ReplacedFile(path, "last result").write(text);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

LastResult::LastResult(const std::filesystem::path& root)
    : document_(root / "build/last-result.json"), levels_(root / "build/last-hints") {}

void LastResult::keep(const ResultDocument& document, Hints hints) const {
    if (written(document_, to_json(document).dump() + '\n'))
        written(levels_, fmt::format("{} {}\n", all_causes, static_cast<int>(hints)));
}

std::optional<ResultDocument> LastResult::document() const {
    const auto text = read_file(document_);
    if (!text) return std::nullopt;
    const auto json = parse_document(*text);
    if (json.is_discarded()) return std::nullopt;
    try {
        return from_json(json);
    } catch (const UserError&) {
        return std::nullopt;
    }
}

std::map<std::string, int> LastResult::levels() const {
    std::map<std::string, int> levels;
    std::istringstream words(read_file(levels_).value_or(""));
    std::string cause;
    for (int level = 0; words >> cause >> level;) levels[cause] = std::clamp(level, 0, 3);
    return levels;
}

Hints LastResult::told_of(const std::string& cause) const {
    const std::map<std::string, int> known = levels();
    for (const std::string& name : {cause, all_causes}) {
        if (const auto found = known.find(name); found != known.end())
            return static_cast<Hints>(found->second);
    }
    return Hints::verdicts;
}

void LastResult::note(const std::string& cause, Hints hints) const {
    std::map<std::string, int> known = levels();
    known[cause] = static_cast<int>(hints);
    std::string text;
    for (const auto& [name, level] : known) text += fmt::format("{} {}\n", name, level);
    written(levels_, text);
}

}  // namespace grader
