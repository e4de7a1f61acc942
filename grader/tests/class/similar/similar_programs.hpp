// Texts that look alike, or do not, for the tests of who compares them.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <string>

#include "base/captured.hpp"
#include "class/scratch_directory.hpp"

namespace grader {

/// Skipped where sim_c++ is not installed.
class WithSim : public testing::Test {
 protected:
    void SetUp() override {
        const char* const path = ::getenv("PATH");
        if (capture({"/bin/sh", "-c", "command -v sim_c++"},
                    {fmt::format("PATH={}", path == nullptr ? "" : path)}, std::chrono::seconds(20), 4096)
                .status != 0)
            GTEST_SKIP() << "sim_c++ is not installed (package similarity-tester)";
    }
};

inline std::string function(const std::string& name, const std::string& variable) {
    return fmt::format(
        "bool {0}(int fd, const char* {1}, std::size_t size) {{\n"
        "    while (size > 0) {{\n"
        "        const ssize_t sent = send(fd, {1}, size, MSG_NOSIGNAL);\n"
        "        if (sent < 0 && errno == EINTR) continue;\n"
        "        if (sent < 0) return false;\n"
        "        {1} += sent;\n"
        "        size -= static_cast<std::size_t>(sent);\n"
        "    }}\n"
        "    return true;\n"
        "}}\n",
        name, variable);
}

/// Functions of which no two have many tokens in common; as many as the digits, each by its digit.
inline std::string program(const std::string& digits) {
    std::string text;
    for (const char digit : digits) {
        text += fmt::format("int f{0}(int a, int b) {{\n", digit);
        // Numbers that follow one another in no order, other ones for each digit.
        auto next = static_cast<unsigned>(digit) * 2654435761U;
        for (int line = 0; line < 8; ++line) {
            text += "    a = b";
            for (int term = 0; term < 8; ++term) {
                next = next * 1664525U + 1013904223U;
                text += fmt::format(" {} b", "+-*/%&|^<>"[(next >> 16U) % 10U]);
            }
            text += ";\n";
        }
        text += "    return a;\n}\n";
    }
    return text;
}

}  // namespace grader
