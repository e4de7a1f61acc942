// What is compared: the sources of one lab of one student, one behind another as one text of lines.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "submission/submission.hpp"

namespace grader {

/// Lines from `first` to `last`, counted from 1.
struct Lines {
    int first = 0;
    int last = 0;
};

struct Work {
    struct File {
        std::string name;
        int first_line = 1;  ///< in `lines`
    };

    std::string id;  ///< the student's
    std::vector<File> files;
    std::vector<std::string> lines;  ///< as they were handed in
    std::vector<std::string> plain;  ///< the same lines as plain_code()
};

/// The files in the order of their names.
[[nodiscard]] Work work_of(std::string id, std::vector<SourceFile> files);

}  // namespace grader
