// What a program with a sanitizer in it prints, and what others print to look like it.
#include "checks/sanitizer_report.hpp"

#include "input.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const SanitizerReport& report : parse_sanitizer_reports(text_of(data, size))) {
        must(report.lines.size() <= 36, "a report is cut");
        must(report.file.empty() || report.file.rfind("lab", 0) == 0, "a place is in the submission");
        must(report.line >= 0, "lines are counted from 1");
    }
    return 0;
}
