#include "report/workflow_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "report/text.hpp"

namespace grader {

namespace {

// As in the runner's own toolkit, https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
std::string escaped_data(std::string_view text) {
    std::string safe;
    for (const std::string& line : printable_lines(text)) {
        if (!safe.empty()) safe += "%0A";
        for (const char c : line) safe += c == '%' ? "%25" : std::string(1, c);
    }
    return safe;
}

std::string escaped_property(std::string_view text) {
    std::string line(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::string safe;
    for (const char c : printable(line)) {
        if (c == '%' || c == ':' || c == ',') {
            safe += fmt::format("%{:02X}", static_cast<unsigned>(c));
        } else {
            safe += c;
        }
    }
    return safe;
}

std::string lower(std::string_view text) {
    std::string low(text);
    std::transform(low.begin(), low.end(), low.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return low;
}

}  // namespace

std::string workflow_command(std::string_view name,
                             std::initializer_list<std::pair<std::string_view, std::string_view>> properties,
                             std::string_view data) {
    std::string command = fmt::format("::{}", name);
    char separator = ' ';
    for (const auto& [key, value] : properties) {
        if (value.empty()) continue;
        command += fmt::format("{}{}={}", separator, key, escaped_property(value));
        separator = ',';
    }
    return command + "::" + escaped_data(data) + '\n';
}

std::string stop_token(std::string_view wanted, std::string_view text) {
    constexpr std::size_t shortest = 16;
    constexpr std::size_t longest = 128;
    std::string token;
    for (const char c : wanted.substr(0, longest)) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_') token += c;
    }
    // Short ones could be the name of a command, which the runner does not take as a token.
    if (token.size() < shortest) token = "io-labs-report-" + token;
    const std::string low = lower(text);
    std::string unused = token;
    for (int number = 1; low.find(lower(unused)) != std::string::npos; ++number)
        unused = fmt::format("{}-{}", token, number);
    return unused;
}

std::string without_commands(std::string_view text, std::string_view token) {
    return fmt::format("::stop-commands::{}\n{}{}::{}::\n", token, text,
                       text.empty() || text.back() == '\n' ? "" : "\n", token);
}

}  // namespace grader
