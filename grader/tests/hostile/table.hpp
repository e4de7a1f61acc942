// The table attack × layer × outcome of docs/sandbox.md.
#pragma once

#include <string>
#include <vector>

#include "attack.hpp"

namespace grader::hostile {

/// Markdown, made of what the tests have recorded.
std::string table_of(const std::vector<Attack>& attacks);

/// The document with another table between its markers. Throws if there are none.
std::string with_table(const std::string& document, const std::string& table);

/// What stands between the markers.
std::string table_in(const std::string& document);

}  // namespace grader::hostile
