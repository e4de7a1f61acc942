#include "evidence/clients/bytes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace grader {

std::string pattern(std::uint64_t seed, std::size_t size) {
    std::string bytes;
    bytes.reserve(size + sizeof(std::uint64_t));
    std::uint64_t state = seed;
    while (bytes.size() < size) {
        // splitmix64 (Steele, Lea, Flood 2014): any seed, zero included, gives a good stream.
        std::uint64_t value = state += 0x9e3779b97f4a7c15ULL;
        value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
        value ^= value >> 31U;
        for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((value >> shift) & 0xffU);
    }
    bytes.resize(size);
    return bytes;
}

std::size_t first_difference(std::string_view expected, std::string_view seen) {
    const auto length = std::min(expected.size(), seen.size());
    const auto end = expected.begin() + static_cast<std::ptrdiff_t>(length);
    return static_cast<std::size_t>(std::mismatch(expected.begin(), end, seen.begin()).first - expected.begin());
}

namespace {

constexpr std::size_t row = 16;

std::string dump_row(std::string_view bytes, std::size_t begin, std::size_t offset, const char* label) {
    std::string hex;
    std::string text;
    for (std::size_t at = begin; at < begin + row; ++at) {
        if (at >= bytes.size()) {
            hex += "   ";
            continue;
        }
        const auto value = static_cast<unsigned char>(bytes[at]);
        hex += fmt::format("{:02x} ", value);
        text += value >= 0x20 && value < 0x7f ? static_cast<char>(value) : '.';
    }
    return fmt::format("{:<8} {:>8}  {} {}", label, offset + begin, hex, text);
}

}  // namespace

std::vector<Exhibit> byte_difference(std::string_view expected, std::string_view seen, std::size_t offset) {
    const std::size_t differs = first_difference(expected, seen);
    const std::size_t begin = differs / row * row;
    Exhibit exhibit;
    exhibit.title = fmt::format("The bytes around position {}", offset + differs);
    exhibit.lines.push_back(dump_row(expected, begin, offset, "expected"));
    exhibit.lines.push_back(dump_row(seen, begin, offset, "seen"));
    exhibit.lines.push_back(std::string(8 + 1 + 8 + 2 + (differs - begin) * 3, ' ') + "^^");
    return {exhibit};
}

}  // namespace grader
