// An archive with a whole class in it, as a platform's "download all" makes it, as a directory.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace grader {

/// Unpacks a zip or tar archive into the new directory `into`. Of what a grading reads (sources, archives in
/// it, Gradescope's metadata, the record of a clone) all bytes are taken, of other files the name. Nothing is
/// written outside of `into`, whatever names say, and links lead nowhere: they are there only to be named.
/// What was left out is told in `notices`. Throws UserError if it can't be unpacked, or holds more than a
/// class can.
void unpack_class(const std::filesystem::path& archive, const std::filesystem::path& into,
                  std::vector<std::string>& notices);

}  // namespace grader
