// Bytes to send, and how to show where received ones differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/exhibit.hpp"
#include "base/fact.hpp"

namespace grader {

/// Pseudo-random bytes of all values, the same for the same seed on every machine; a longer pattern begins
/// with a shorter one of the same seed.
std::string pattern(std::uint64_t seed, std::size_t size);

/// Lines of printable characters, the last one ended, too; the same for the same seed. For where the bytes
/// are not the point: a server that mistreats unusual ones fails the check that is about them, and no other.
std::string text(std::uint64_t seed, std::size_t size);

/// "1 byte", "5 bytes"
std::string bytes_of(std::size_t count);

/// Where two byte strings first differ; the shorter one's size if one begins with the other.
std::size_t first_difference(std::string_view expected, std::string_view seen);

/// A hex dump around the first differing byte, which is marked: expected above seen. Says so when the bytes
/// seen are those of another place, as when some were lost or came twice. `offset` is the position of the
/// strings' first byte in the whole stream.
std::vector<Exhibit> byte_difference(std::string_view expected, std::string_view seen, std::size_t offset);

/// How they differ: inserted, missing or repeated bytes, where that is certain; at least that they do.
Facts facts_of_difference(std::string_view expected, std::string_view seen);

/// A hex dump of the first few bytes.
Exhibit hex_dump(std::string title, std::string_view bytes);

}  // namespace grader
