// A file for another program's output that has no name on the disk: whatever ends this program leaves none.
#pragma once

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "unique_fd.hpp"

namespace models {

/// As long as it lives, other programs of the same user can open name(). See memfd_create(2).
class Scratch {
 public:
    Scratch()
        : fd_(bench::check(memfd_create("scratch", MFD_CLOEXEC), "memfd_create")),
          name_(fmt::format("/proc/{}/fd/{}", getpid(), fd_.get())) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    /// What has been written so far.
    [[nodiscard]] std::string text() const {
        std::ostringstream text;
        text << std::ifstream(name_).rdbuf();
        return text.str();
    }

 private:
    bench::UniqueFd fd_;
    std::string name_;
};

}  // namespace models
