#include "evidence/clients/bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace grader {

std::string pattern(std::uint64_t seed, std::size_t size) {
    std::string bytes(size, '\0');
    std::uint64_t state = seed;
    std::uint64_t value = 0;
    for (std::size_t index = 0; index < size; ++index) {
        if (index % sizeof value == 0) {
            // splitmix64 (Steele, Lea, Flood 2014): any seed, zero included, gives a good stream.
            value = state += 0x9e3779b97f4a7c15ULL;
            value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
            value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
            value ^= value >> 31U;
        }
        bytes[index] = static_cast<char>(value & 0xffU);
        value >>= 8U;
    }
    return bytes;
}

std::string text(std::uint64_t seed, std::size_t size) {
    constexpr std::size_t line = 64;
    std::string bytes = pattern(seed, size);
    for (std::size_t index = 0; index < size; ++index) {
        const bool ends_line = index % line == line - 1 || index + 1 == size;
        bytes[index] =
            ends_line ? '\n' : static_cast<char>('a' + static_cast<unsigned char>(bytes[index]) % 26);
    }
    return bytes;
}

std::string bytes_of(std::size_t count) {
    return fmt::format("{} {}", count, count == 1 ? "byte" : "bytes");
}

std::size_t first_difference(std::string_view expected, std::string_view seen) {
    const auto length = std::min(expected.size(), seen.size());
    const auto end = expected.begin() + static_cast<std::ptrdiff_t>(length);
    return static_cast<std::size_t>(std::mismatch(expected.begin(), end, seen.begin()).first -
                                    expected.begin());
}

namespace {

constexpr std::size_t row = 16;

/// Columns of a row before the hex digits of the byte at `column`: "004096  65 66 …".
std::size_t indent_of(std::size_t position, std::size_t column) {
    return fmt::formatted_size("{:06}  ", position) + column * 3 + (column >= row / 2 ? 1 : 0);
}

/// "004096  65 66 67 68 69 6a 6b 6c  6d 6e 6f 70 71 72 73 74  |efghijklmnopqrst|"
std::string dump_row(std::string_view bytes, std::size_t begin, std::size_t offset) {
    std::string line = fmt::format("{:06}  ", offset + begin);
    std::string text;
    for (std::size_t column = 0; column < row; ++column) {
        if (column == row / 2) line += ' ';
        if (begin + column >= bytes.size()) {
            line += "   ";
            continue;
        }
        const auto value = static_cast<unsigned char>(bytes[begin + column]);
        line += fmt::format("{:02x} ", value);
        text += value >= 0x20 && value < 0x7f ? static_cast<char>(value) : '.';
    }
    return line + " |" + text + "|";
}

/// Where in `expected` the bytes seen from `differs` on belong, if that is certain.
std::optional<std::size_t> true_place(std::string_view expected, std::string_view seen, std::size_t differs) {
    constexpr std::size_t enough_to_be_sure = 8;
    const std::string_view sample = seen.substr(differs, enough_to_be_sure);
    if (sample.size() < enough_to_be_sure) return std::nullopt;
    const std::size_t place = expected.find(sample);
    if (place == std::string_view::npos || place != expected.rfind(sample)) return std::nullopt;
    return place;
}

/// "0d 0a": the first few.
std::string in_hex(std::string_view bytes) {
    constexpr std::size_t most = 4;
    std::string text;
    for (const char byte : bytes.substr(0, most))
        text += fmt::format("{}{:02x}", text.empty() ? "" : " ", static_cast<unsigned char>(byte));
    return text;
}

/// How many bytes came that were never sent, before those that were: the smallest number of which that is
/// certain. `rest` was sent, `came` instead.
std::size_t inserted_before(std::string_view rest, std::string_view came) {
    constexpr std::size_t most = 16;
    constexpr std::size_t enough_to_be_sure = 8;
    for (std::size_t count = 1; count <= most && count < came.size(); ++count) {
        const std::string_view behind = came.substr(count);
        const std::size_t both = std::min(behind.size(), rest.size());
        // At the end of a message there is nothing behind what was inserted.
        if (both >= std::min(enough_to_be_sure, rest.size()) && both > 0 &&
            behind.substr(0, std::min(both, enough_to_be_sure)) ==
                rest.substr(0, std::min(both, enough_to_be_sure)))
            return count;
    }
    return 0;
}

}  // namespace

Facts facts_of_difference(std::string_view expected, std::string_view seen) {
    const std::size_t differs = first_difference(expected, seen);
    const std::string_view rest = expected.substr(differs);
    const std::string_view came = seen.substr(differs);
    Facts facts;
    if (const std::size_t count = inserted_before(rest, came); count > 0) {
        const std::string bytes = in_hex(came.substr(0, count));
        facts.push_back({FactKind::bytes_inserted, bytes,
                         fmt::format("{} came that {} never sent: {}", bytes_of(count),
                                     count == 1 ? "was" : "were", bytes)});
    } else if (const auto place = true_place(expected, seen, differs)) {
        const bool missing = *place > differs;
        const std::size_t shift = missing ? *place - differs : differs - *place;
        const std::string bytes = in_hex(expected.substr(missing ? differs : *place, shift));
        facts.push_back({missing ? FactKind::bytes_missing : FactKind::bytes_repeated, bytes,
                         fmt::format("{} of the message {}", bytes_of(shift),
                                     missing ? "did not come back" : "came back twice")});
    } else if (inserted_before(came, rest) > 0) {
        const std::string bytes = in_hex(rest.substr(0, inserted_before(came, rest)));
        facts.push_back({FactKind::bytes_missing, bytes,
                         fmt::format("of the message these did not come back: {}", bytes)});
    }
    facts.push_back(
        {FactKind::bytes_differ, in_hex(came), fmt::format("byte {} came back as another", differs + 1)});
    return facts;
}

std::vector<Exhibit> byte_difference(std::string_view expected, std::string_view seen, std::size_t offset) {
    const std::size_t differs = first_difference(expected, seen);
    const std::size_t begin = differs / row * row;
    Exhibit exhibit;
    exhibit.title =
        fmt::format("Around position {}, counted from 0: expected above, seen below", offset + differs);
    if (begin >= row) exhibit.lines.push_back(dump_row(expected.substr(0, begin), begin - row, offset));
    exhibit.lines.push_back(dump_row(expected, begin, offset));
    exhibit.lines.push_back(std::string(indent_of(offset + begin, differs - begin), ' ') + "^^");
    exhibit.lines.push_back(dump_row(seen, begin, offset));
    if (const auto place = true_place(expected, seen, differs)) {
        const std::size_t shift = std::max(*place, differs) - std::min(*place, differs);
        exhibit.lines.push_back(fmt::format("These bytes belong to position {}: {} bytes {}.",
                                            offset + *place, shift,
                                            *place > differs ? "are missing before them" : "came once more"));
    }
    return {exhibit};
}

Exhibit hex_dump(std::string title, std::string_view bytes) {
    constexpr std::size_t most_rows = 4;
    Exhibit exhibit;
    exhibit.title = std::move(title);
    for (std::size_t begin = 0; begin < std::min(bytes.size(), most_rows * row); begin += row)
        exhibit.lines.push_back(dump_row(bytes, begin, 0));
    return exhibit;
}

}  // namespace grader
