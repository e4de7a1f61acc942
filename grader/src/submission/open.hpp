// What somebody names as a submission, as a tree: a directory, an archive, or a commit of a repository.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "submission/tree.hpp"

namespace grader {

/// Whether it is there and is a directory, or a file with an archive's name.
[[nodiscard]] bool is_called_a_submission(const std::filesystem::path& named);

/// `commit` is empty where what stands in the directory or archive is meant. Of a directory in which there is
/// nothing but an archive, as some homes leave what was uploaded, it is that archive. Throws Unreadable;
/// UserError for a directory that can't be listed or a commit that is not there.
[[nodiscard]] std::unique_ptr<Tree> open_submission(const std::filesystem::path& named,
                                                    const std::string& commit);

}  // namespace grader
