// Tells that something may have changed in the directories of a lab: by inotify(7), and where that is missing
// or says nothing (no watches left, a network's or a virtual machine's file system) by looking at the files'
// times and sizes. What did change, and whether it matters, is told by reading the submission.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace grader {

class WatchedFiles {
 public:
    WatchedFiles();

    /// The submission's directory, and the lab's below it ("starter/lab4") with all directories in that.
    /// Those that have come since the last call are watched, too; one that is not there is none. Call it
    /// again after each change.
    void watch(const std::filesystem::path& top, const std::string& lab);

    /// For poll(2); -1 without inotify.
    [[nodiscard]] int fd() const { return inotify_.get(); }
    /// Takes all that inotify has to say.
    void take_events() const;

    /// Whether names, times or sizes differ from those at the last call.
    bool differs();

    /// Why changes are seen later, if so; empty otherwise.
    [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
    void add(const std::filesystem::path& directory);
    [[nodiscard]] std::string look() const;

    UniqueFd inotify_;
    std::string reason_;
    std::filesystem::path top_;
    std::filesystem::path lab_;
    std::string last_look_;
};

}  // namespace grader
