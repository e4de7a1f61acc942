// Students' git repositories: fetching them, and the commit that counts.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "class/records.hpp"

namespace grader {

/// Whether a directory has a repository of its own, bare or not.
[[nodiscard]] bool is_repository(const std::filesystem::path& directory);

/// Chooses what is graded of the student's repository: with a deadline (2026-12-01T22:59:59Z) the last commit
/// that is not later, by the date of its committer; `student.late` if there are later ones, `student.problem`
/// if there are only such. Without a deadline what is checked out, of a clone made here the tip of its
/// branch.
void choose_commit(Student& student, const std::string& deadline);

/// Fetches each student's `repository` into OUT/clones/ID.git, a few at the same time, and chooses the
/// commit. What can't be fetched is the student's problem, with git's words. A clone that is there is not
/// fetched again. `fetched` is called after each, one at a time, with how many there have been. `beside` is
/// where relative paths begin.
void fetch_repositories(const ClassDirectory& out, std::vector<Student>& students,
                        const std::string& deadline, const std::filesystem::path& beside,
                        const std::function<void(std::size_t)>& fetched);

}  // namespace grader
