// Something that is handed in, in a temporary directory of the test's own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <ios>
#include <optional>
#include <string>

#include "submission/submission.hpp"
#include "support/temporary_directory.hpp"

namespace grader {

/// What both labs are asked of, and one.
inline const Wanted any_lab{{4, 5}, std::nullopt};
inline const Wanted lab4{{4, 5}, 4};

class HandedIn : public TestInDirectory {
 protected:
    void put(const std::string& file, const std::string& text = "int main() {}\n") const {
        std::filesystem::create_directories((directory_ / file).parent_path());
        std::ofstream(directory_ / file, std::ios::binary) << text;
    }
    [[nodiscard]] Submission read(const Wanted& wanted = any_lab) const {
        return read_submission(*open_directory(directory_), wanted);
    }
};

/// "lab4/main.cpp lab4/echo.hpp", of the only lab.
inline std::string files_of(const LabSources& lab) {
    std::string names;
    for (const SourceFile& file : lab.files) names += (names.empty() ? "" : " ") + file.name;
    return names;
}

}  // namespace grader
