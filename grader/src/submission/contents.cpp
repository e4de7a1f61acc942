#include "submission/contents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace grader {

namespace {

struct Beginning {
    std::string_view bytes;
    const char* reason;
};

using namespace std::literals;

constexpr Beginning beginnings[] = {
    {"version https://git-lfs.github.com/spec/"sv,
     "it is a Git LFS pointer, and the file itself is elsewhere; `git lfs untrack` it and add it again"},
    {"\xff\xfe"sv, "it is UTF-16, which compilers don't read; save it as UTF-8"},
    {"\xfe\xff"sv, "it is UTF-16, which compilers don't read; save it as UTF-8"},
    {"{\\rtf"sv, "it is rich text (RTF), not plain text; save it as plain text"},
    {"\x7f"
     "ELF"sv,
     "it is a compiled program, not its source"},
    {"PK\x03\x04"sv, "it is an archive or a document, not plain text"},
    {"%PDF-"sv, "it is a PDF, not plain text"},
    {"<!DOCTYPE html"sv, "it is a web page; save the file itself, not the page that shows it"},
    {"<html"sv, "it is a web page; save the file itself, not the page that shows it"},
};

}  // namespace

std::optional<std::string> why_no_source(std::string_view text) {
    for (const Beginning& beginning : beginnings) {
        if (text.substr(0, beginning.bytes.size()) == beginning.bytes) return beginning.reason;
    }
    // UTF-16 without a mark: every other byte of plain English is 0.
    const std::string_view head = text.substr(0, 512);
    const auto zeros = static_cast<std::size_t>(std::count(head.begin(), head.end(), '\0'));
    if (head.size() >= 16 && zeros * 3 > head.size())
        return "it is UTF-16 or no text at all, which compilers don't read; save it as UTF-8";
    return std::nullopt;
}

}  // namespace grader
