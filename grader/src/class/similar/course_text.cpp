#include "class/similar/course_text.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/files.hpp"
#include "class/similar/plain_code.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

// In the course's repository these are whole, in a student's they may be missing.
constexpr std::string_view handed_out[] = {"starter",           "runtime/include",       "runtime/examples",
                                           "runtime/README.md", "runtime/COROUTINES.md", "labs"};

bool is_code(const fs::path& file) {
    return file.extension() == ".cpp" || file.extension() == ".hpp";
}

}  // namespace

std::string course_text(const fs::path& root) {
    std::vector<fs::path> files;
    for (const std::string_view place : handed_out) {
        std::error_code error;
        const fs::path path = root / place;
        if (fs::is_regular_file(path, error)) files.push_back(path);
        for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end;
             entry.increment(error)) {
            if (entry->is_regular_file(error)) files.push_back(entry->path());
        }
    }
    // The order of a directory is the disk's.
    std::sort(files.begin(), files.end());
    std::string text;
    for (const fs::path& file : files) {
        const bool is_markdown = file.extension() == ".md";
        if (!is_markdown && !is_code(file)) continue;
        const std::string contents = read_file(file).value_or("");
        text += is_markdown ? code_in_markdown(contents) : contents;
        text += '\n';
    }
    return text;
}

}  // namespace grader
