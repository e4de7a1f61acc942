#include "class/reports.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/captured.hpp"
#include "base/replaced_file.hpp"
#include "result/json.hpp"

namespace grader {

using namespace std::chrono_literals;

void make_report(const GraderCall& call, const std::filesystem::path& document, const std::string& format,
                 const std::string& hints, const std::filesystem::path& to) {
    std::vector<std::string> words = {
        call.grader.string(), "--root",   call.root.string(), "report", document.string(), "--as", format,
        "--output",           to.string()};
    if (!hints.empty()) words.push_back("--hints=" + hints);
    std::vector<std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
    const Captured done = capture(words, environment, 120s, 1U << 20U);
    if (done.status != 0)
        throw std::runtime_error(fmt::format("the {} report of {} could not be made: {}", format,
                                             document.string(), done.complaint));
}

void write_result(const GraderCall& call, const ResultDocument& document, const std::string& hints,
                  const std::filesystem::path& into) {
    const std::filesystem::path result = into / "result.json";
    ReplacedFile(result, "result document").write(to_json(document).dump(1) + '\n');
    make_report(call, result, "html", hints, into / "report.html");
    make_report(call, result, "terminal", hints, into / "report.txt");
}

}  // namespace grader
