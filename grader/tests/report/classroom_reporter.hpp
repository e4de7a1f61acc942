// What GitHub Classroom's reporter action makes of a runner's result, as its source says
// (classroom-resources/autograding-grading-reporter, src/: main, console-results, notify-classroom and
// helpers/test-helpers): the notices, the job's colour, and every line that it prints of a test.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// Node's Buffer.from(text, "base64"), but a character that is none throws.
inline std::string base64_decoded(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0) throw std::runtime_error("base64 comes in fours");
    std::string bytes;
    for (; !text.empty(); text.remove_prefix(4)) {
        unsigned three = 0;
        std::size_t padding = 0;
        for (const char c : text.substr(0, 4)) {
            const std::size_t digit = digits.find(c);
            if (c == '=') ++padding;
            if ((c != '=' && padding > 0) || (c != '=' && digit == std::string_view::npos))
                throw std::runtime_error("not base64");
            three = three << 6U | (c == '=' ? 0U : static_cast<unsigned>(digit));
        }
        for (std::size_t at = 0; at < 3 - padding; ++at) bytes += static_cast<char>(three >> (16U - 8U * at));
    }
    return bytes;
}

struct Reporter {
    std::string notice;      ///< "Points 40/100", from which Classroom read the grade; empty: none
    std::size_t passed = 0;  ///< of its "Grand total tests passed"
    std::size_t tests = 0;
    double table_score = 0;  ///< what its table says was scored: the sum of the tests that passed
    bool red = false;
    std::vector<std::string> log;  ///< what is printed of the tests

    /// `result` is what stands in <STEP>_RESULTS. Throws what the action would end with.
    explicit Reporter(std::string_view result) {
        const auto results = nlohmann::json::parse(base64_decoded(result));
        long total = 0;
        for (const auto& test : results.at("tests")) {
            ++tests;
            print(test);
            // JavaScript adds: a missing score would give NaN, a string a longer string.
            if (!test.at("score").is_number_integer()) throw std::runtime_error("a score is no integer");
            total += test.at("score").get<long>();
            if (test.at("status") != "pass") continue;
            ++passed;
            table_score += test.at("score").get<double>();
        }
        const auto& most = results.at("max_score");
        if (!most.is_number_integer()) throw std::runtime_error("max_score is no integer");
        if (most != 0) notice = "Points " + std::to_string(total) + "/" + std::to_string(most.get<long>());
        red = results.at("status") == "fail" || results.at("status") == "error";
    }

 private:
    void print(const nlohmann::json& test) {
        const std::string name = test.at("name");
        const std::string message = test.at("message");
        const std::string line = !test.contains("line_no") ? " - line undefined"
                                 : test.at("line_no") != 0 ? " - line " + test.at("line_no").dump()
                                                           : "";
        if (test.at("status") == "pass")
            add("✅ " + name + line);
        else if (test.at("status") == "error")
            add("Error: " + (message.empty() ? "Failed to run test '" + name + "'" : message));
        else
            add("❌ " + name + line);
        if (test.contains("test_code") && !test.at("test_code").get<std::string>().empty())
            add("Test code:\n" + test.at("test_code").get<std::string>());
    }

    void add(std::string_view text) {
        for (;;) {
            const std::size_t end = text.find_first_of("\r\n");
            log.emplace_back(text.substr(0, end));
            if (end == std::string_view::npos) return;
            text.remove_prefix(end + 1);
        }
    }
};

/// Whether GitHub's runner takes this line for a command (actions/runner, ActionCommand.cs): "::" after
/// spaces, or "##[" anywhere.
inline bool is_workflow_command(std::string_view line) {
    const std::size_t start = line.find_first_not_of(" \t");
    return (start != std::string_view::npos && line.substr(start, 2) == "::") ||
           line.find("##[") != std::string_view::npos;
}

}  // namespace grader
