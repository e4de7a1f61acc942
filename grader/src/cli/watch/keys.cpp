#include "cli/watch/keys.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace grader {

namespace {

constexpr std::pair<std::string_view, Key> sequences[] = {
    {"\033[A", Key::up},       {"\033OA", Key::up},
    {"\033[B", Key::down},     {"\033OB", Key::down},
    {"\033[5~", Key::page_up}, {"\033[6~", Key::page_down},
    {"h", Key::hint},          {"a", Key::all},
    {"t", Key::trace},         {"o", Key::observe},
    {"\n", Key::again},        {"\r", Key::again},
    {"q", Key::quit},          {"k", Key::up},
    {"j", Key::down},          {" ", Key::page_down},
    {"b", Key::page_up}};

/// How long the sequence is that begins with an escape: ESC [ … and a letter or ~, ESC O and a letter, or
/// ESC.
std::size_t length_of_escape(std::string_view bytes) {
    if (bytes.size() < 2 || (bytes[1] != '[' && bytes[1] != 'O')) return 1;
    const auto end =
        std::find_if(bytes.begin() + 2, bytes.end(), [](char byte) { return byte >= '@' && byte <= '~'; });
    return static_cast<std::size_t>(end - bytes.begin()) + (end == bytes.end() ? 0 : 1);
}

}  // namespace

std::vector<Key> keys_in(std::string_view bytes) {
    std::vector<Key> keys;
    while (!bytes.empty()) {
        const auto known = std::find_if(
            std::begin(sequences), std::end(sequences),
            [&](const auto& sequence) { return bytes.substr(0, sequence.first.size()) == sequence.first; });
        if (known != std::end(sequences)) {
            keys.push_back(known->second);
            bytes.remove_prefix(known->first.size());
        } else if (bytes.front() == '\033') {
            bytes.remove_prefix(length_of_escape(bytes));
        } else {
            keys.push_back(Key::other);
            bytes.remove_prefix(1);
        }
    }
    return keys;
}

}  // namespace grader
