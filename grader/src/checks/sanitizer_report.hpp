// Reads the reports that ThreadSanitizer and AddressSanitizer print to standard error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grader {

struct SanitizerReport {
    std::string summary;             ///< "data race", with the sanitizer's own words
    std::string kind;                ///< "data race", "heap-use-after-free"
    std::vector<std::string> lines;  ///< the report, addresses and banner lines left out
    std::string file;                ///< the first frame in the student's own source
    int line = 0;
    std::string function;
};

std::vector<SanitizerReport> parse_sanitizer_reports(std::string_view text);

}  // namespace grader
