#include "evidence/ready_line.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/pattern.hpp"

namespace grader {

namespace {

constexpr const char* wanted =
    "wanted on standard output is exactly `listening on 127.0.0.1:40213`, with the address and the port at "
    "which it listens, and a newline at its end";

/// The first line, of which a report shows no more than this.
std::string first_line(const std::string& text) {
    constexpr std::size_t longest = 100;
    const std::string line = text.substr(0, text.find('\n'));
    return line.size() <= longest ? line : line.substr(0, longest) + "…";
}

}  // namespace

std::optional<ReadyLine> find_ready_line(const std::string& output) {
    static const Pattern ready(R"(listening on ([0-9.]+):([0-9]+))");
    for (std::size_t begin = 0, end = 0; (end = output.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
        const std::string line = output.substr(begin, end - begin);
        // Something else may stand before it, without a newline.
        const std::size_t at = line.rfind("listening on ");
        const auto match = ready.match(at == std::string::npos ? "" : line.substr(at));
        if (match.empty()) continue;
        const std::string& port = match[2];
        return ReadyLine{{match[1], static_cast<std::uint16_t>(std::stoi(port.substr(0, 5)))}, port};
    }
    return std::nullopt;
}

std::string describe(const NoReadyLine& what) {
    std::string text = "the server has not printed its ready line" + what.how_long;
    if (find_ready_line(what.output + "\n")) return text + ". What it printed lacks the newline at its end";
    if (!what.output.empty())
        return fmt::format("{}. It printed \"{}\" instead; {}", text, first_line(what.output), wanted);
    if (find_ready_line(what.errors + "\n"))
        return text + ". It is on standard error: it belongs to standard output";
    if (what.listens) text += ". But it listens: is the line still in a buffer, because it was not flushed?";
    return text;
}

std::string describe_wrong_port(const ReadyLine& line, int listens_at) {
    std::string text =
        fmt::format("the ready line says port {}, but the server listens on {}", line.port_text, listens_at);
    if (line.port_text == "0") return text + ": which one the kernel has chosen, getsockname() tells";
    if (line.endpoint.port == ::htons(static_cast<std::uint16_t>(listens_at)))
        return text + ": these are the same two bytes, swapped. ntohs() brings them in order";
    return text;
}

}  // namespace grader
