// An enumeration as words of a document: a list of them in the order of the enumerators.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace grader {

template <class Kind, std::size_t count>
std::string_view word_of(Kind kind, const std::array<std::string_view, count>& words) {
    return words.at(static_cast<std::size_t>(kind));
}

/// A word that is none of them stands for `otherwise`.
template <class Kind, std::size_t count>
Kind meant_by(std::string_view word, const std::array<std::string_view, count>& words, Kind otherwise) {
    const auto found = std::find(words.begin(), words.end(), word);
    return found == words.end() ? otherwise : static_cast<Kind>(found - words.begin());
}

}  // namespace grader
