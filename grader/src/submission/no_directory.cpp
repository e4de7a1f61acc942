#include "submission/no_directory.hpp"

#include <fmt/format.h>

#include <string>

namespace grader {

namespace {

/// How to give back to git the files of a repository inside another one.
std::string about_nested_repository(const std::string& path) {
    return fmt::format(
        "{0} is a git repository of its own, so that none of its files has arrived, only the name of a "
        "commit. "
        "Remove {0}/.git, then: git rm --cached {0}; git add {0}; and commit",
        path);
}

}  // namespace

std::string why_no_directory(const Entry& place) {
    switch (place.kind) {
        case EntryKind::link:
            return fmt::format("{} is a symbolic link; hand in the directory itself", place.path);
        case EntryKind::repository:
            return about_nested_repository(place.path);
        case EntryKind::unreadable:
            return fmt::format("{0}/ may not be listed; make it readable: chmod u+rx {0}", place.path);
        default:
            return {};
    }
}

}  // namespace grader
