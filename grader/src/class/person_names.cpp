#include "class/person_names.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "result/utf8.hpp"

namespace grader {

namespace {

using Parts = std::vector<std::string>;

/// The letter of ASCII below the accent, from U+00C0 and from U+0100 on; a blank: there is none.
constexpr std::string_view plain_latin =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

void add_letter(std::string& to, char32_t code, std::string_view bytes) {
    constexpr char32_t first = 0xC0;
    constexpr char32_t first_mark = 0x300;
    constexpr char32_t last_mark = 0x36F;
    if (code < 0x80) {
        to += static_cast<char>(std::tolower(static_cast<unsigned char>(code)));
    } else if (code == 0xDF) {
        to += "ss";
    } else if (code >= first && code - first < plain_latin.size()) {
        to += plain_latin[code - first];
    } else if (code < first_mark || code > last_mark) {
        to += bytes;
    }
}

/// "ae" and "a" are the same then, as in "Mueller" and in "Müller" without its dots.
std::string without_umlauts(const std::string& word) {
    std::string all;
    for (const char letter : word) {
        const bool is_dots =
            letter == 'e' && !all.empty() && (all.back() == 'a' || all.back() == 'o' || all.back() == 'u');
        if (!is_dots) all += letter;
    }
    return all;
}

Parts parts_of(std::string_view name) {
    std::string all;
    while (!name.empty()) {
        const Utf8Step step = decode_utf8(name);
        if (step.valid) add_letter(all, step.code, name.substr(0, step.length));
        name.remove_prefix(step.length);
    }
    Parts parts;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) parts.push_back(without_umlauts(word));
        word.clear();
    };
    for (const char letter : all) {
        const auto byte = static_cast<unsigned char>(letter);
        if (std::isalpha(byte) != 0 || byte >= 0x80)
            word += letter;
        else if (letter != '\'')
            end_word();
    }
    end_word();
    return parts;
}

bool fits(const std::string& one, const std::string& other) {
    if (one.size() == 1 || other.size() == 1) return one.front() == other.front();
    return one == other;
}

/// "lovelaceada" of Ada Lovelace.
bool is_run_together(const std::string& word, Parts parts) {
    for (std::size_t turn = 0; turn < parts.size(); ++turn) {
        std::string all;
        for (const std::string& part : parts) all += part;
        if (without_umlauts(all) == word) return true;
        std::rotate(parts.begin(), parts.begin() + 1, parts.end());
    }
    return false;
}

/// Each part of the shorter name is another part of the longer one.
bool is_within(const Parts& shorter, Parts longer) {
    return std::all_of(shorter.begin(), shorter.end(), [&](const std::string& part) {
        auto found = std::find(longer.begin(), longer.end(), part);
        if (found == longer.end())
            found = std::find_if(longer.begin(), longer.end(),
                                 [&](const std::string& one) { return fits(part, one); });
        if (found == longer.end()) return false;
        longer.erase(found);
        return true;
    });
}

}  // namespace

bool may_be_one_person(std::string_view one, std::string_view other) {
    Parts shorter = parts_of(one);
    Parts longer = parts_of(other);
    if (shorter.size() > longer.size()) std::swap(shorter, longer);
    if (shorter.empty()) return true;
    if (shorter.size() == 1 && is_run_together(shorter.front(), longer)) return true;
    return is_within(shorter, longer);
}

}  // namespace grader
