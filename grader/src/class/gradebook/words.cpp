#include "class/gradebook/words.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace grader {

std::string_view stripped(std::string_view text) {
    constexpr std::string_view white = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(white);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

std::string folded(std::string_view text) {
    std::string all;
    for (const char letter : stripped(text)) {
        const bool is_white = std::isspace(static_cast<unsigned char>(letter)) != 0;
        if (is_white && !all.empty() && all.back() == ' ') continue;
        all += is_white ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
    return all;
}

std::string folded_name(std::string_view text) {
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) return folded(text);
    return folded(std::string(text.substr(comma + 1)) + " " + std::string(text.substr(0, comma)));
}

std::optional<double> number_in(std::string_view text) {
    text = stripped(text);
    if (text.size() > 2 && text.front() == '(' && text.back() == ')') text = text.substr(1, text.size() - 2);
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), ',', '.');
    double value = 0;
    const char* const end = plain.data() + plain.size();
    const auto [stopped, error] = std::from_chars(plain.data(), end, value, std::chars_format::fixed);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return value;
}

bool has_decimal_comma(std::string_view text) {
    return text.find(',') != std::string_view::npos && number_in(text).has_value();
}

}  // namespace grader
