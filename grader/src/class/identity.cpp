#include "class/identity.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>

#include "submission/names.hpp"

namespace grader {

namespace {

constexpr std::size_t longest_name = 64;

bool is_plain(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 && static_cast<unsigned char>(letter) < 0x80;
}

std::string or_student(const std::string& name) {
    return name.empty() ? "student" : name;
}

}  // namespace

std::string safe_name(std::string_view text) {
    std::string name;
    for (const char letter : text) {
        if (is_plain(letter) || ((letter == '.' || letter == '-') && !name.empty()))
            name += letter;
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    if (name.size() > longest_name) name.resize(longest_name);
    while (!name.empty() && !is_plain(name.back())) name.pop_back();
    return name;
}

bool Identities::is_taken(std::string_view text) const {
    return given_.count(lower_case(or_student(safe_name(text)))) != 0;
}

std::string Identities::give(std::string_view text) {
    const std::string wanted = or_student(safe_name(text));
    std::string name = wanted;
    for (int number = 2; !given_.insert(lower_case(name)).second; ++number)
        name = fmt::format("{}-{}", wanted, number);
    return name;
}

std::string bare(std::string_view text) {
    std::string letters;
    for (const char letter : text) {
        if (is_plain(letter) || static_cast<unsigned char>(letter) >= 0x80) letters += letter;
    }
    return lower_case(letters);
}

std::string participant_key(std::string_view number) {
    return "participant " + std::string(number);
}

std::string canvas_key(std::string_view number) {
    return "canvas " + std::string(number);
}

std::string participant_number(std::string_view text) {
    const std::string all = trimmed(text);
    const std::size_t before = all.find_last_not_of("0123456789");
    if (before == std::string::npos || before + 1 == all.size()) return {};
    // "s1003" is somebody's user name.
    const bool is_word = is_plain(all[before]) || std::ispunct(static_cast<unsigned char>(all[before])) != 0;
    return is_word ? "" : all.substr(before + 1);
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

}  // namespace grader
