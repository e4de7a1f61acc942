#include "cli/watch/sources.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "cli/labs.hpp"

namespace grader {

namespace fs = std::filesystem;

bool WatchedSources::same_as(const WatchedSources& other) const {
    if (lab.has_value() != other.lab.has_value() || missing != other.missing) return false;
    if (!lab) return true;
    return lab->complaint == other.lab->complaint &&
           std::equal(lab->files.begin(), lab->files.end(), other.lab->files.begin(), other.lab->files.end(),
                      [](const SourceFile& one, const SourceFile& two) {
                          return one.name == two.name && one.text == two.text;
                      });
}

WatchedSources read_sources(const GradeOptions& options) {
    WatchedSources read;
    try {
        Submission submission = find_submission(options);
        for (LabSources& lab : submission.labs) {
            if (lab.lab == *options.lab) read.lab = std::move(lab);
        }
        read.notices = std::move(submission.notices);
    } catch (const std::exception& error) {
        // Perhaps it vanished while it was read; the next look sees how things are.
        read.missing = error.what();
    }
    return read;
}

int lab_saved_last(const GradeOptions& options) {
    const fs::path top = options.submission.empty() ? options.root : options.submission;
    const Submission submission = find_submission(options);
    std::optional<int> found;
    fs::file_time_type latest{};
    for (const LabSources& lab : submission.labs) {
        for (const SourceFile& file : lab.files) {
            std::error_code error;
            // A file's name begins with the lab, whatever its directory is called: lab4/main.cpp.
            const fs::path inside = fs::path(file.name).lexically_relative(lab_with(lab.lab).directory());
            const auto time = fs::last_write_time(top / lab.found_at / inside, error);
            if (error || (found && time <= latest)) continue;
            latest = time;
            found = lab.lab;
        }
    }
    return found.value_or(submission.labs.front().lab);
}

}  // namespace grader
