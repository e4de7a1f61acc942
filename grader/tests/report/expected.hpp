// Reports that are kept beside the recorded documents.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/files.hpp"

namespace grader {

/// Compares with documents/`file`, or with IO_LABS_UPDATE_EXPECTED=1 writes it.
inline void expect_recorded(const std::string& file, const std::string& report) {
    const std::filesystem::path path = std::filesystem::path(DOCUMENTS) / file;
    if (std::getenv("IO_LABS_UPDATE_EXPECTED") != nullptr) {
        std::ofstream(path) << report;
        return;
    }
    EXPECT_EQ(report, read_file(path).value_or(""))
        << "read " << path << "; IO_LABS_UPDATE_EXPECTED=1 rewrites it";
}

/// With IO_LABS_SHOW_REPORTS=DIRECTORY leaves the report there, to be looked at.
inline void show_report(const std::string& file, const std::string& report) {
    if (const char* directory = std::getenv("IO_LABS_SHOW_REPORTS"))
        std::ofstream(std::filesystem::path(directory) / file) << report;
}

}  // namespace grader
