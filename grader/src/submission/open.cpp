#include "submission/open.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "submission/place.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

std::unique_ptr<Tree> open_what_is_in(const fs::path& directory) {
    std::error_code error;
    if (const fs::directory_iterator listed(directory, error); error)
        throw UserError(fmt::format("{} can't be listed: {}", directory.string(), error.message()));
    auto tree = open_directory(directory);
    const std::vector<Entry> entries = visible(*tree, "");
    if (entries.size() == 1 && entries[0].kind == EntryKind::file && is_called_an_archive(entries[0].path))
        return open_archive(directory / entries[0].path);
    return tree;
}

}  // namespace

bool is_called_a_submission(const fs::path& named) {
    std::error_code ignored;
    return fs::is_directory(named, ignored) ||
           (fs::is_regular_file(named, ignored) && is_called_an_archive(named));
}

std::unique_ptr<Tree> open_submission(const fs::path& named, const std::string& commit) {
    if (!commit.empty()) return open_commit(named, commit);
    std::error_code ignored;
    return fs::is_directory(named, ignored) ? open_what_is_in(named) : open_archive(named);
}

}  // namespace grader
