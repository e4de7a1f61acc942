// Asks for a line: at a terminal with a prompt, elsewhere a line of standard input for each. Byte by byte, so
// that what is behind the line is still there for who reads next.
#pragma once

#include <optional>
#include <string>

namespace grader {

/// Without the line's end. Nothing at the end of the input.
std::optional<std::string> read_line(int descriptor);

/// Somebody is there to answer, and sees what is asked.
bool is_conversation();

/// What is known of a run that Ctrl-C ends: it says that the answers are kept, and where.
void say_at_interrupt(const std::string& words);

}  // namespace grader
