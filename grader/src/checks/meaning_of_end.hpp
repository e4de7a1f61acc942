// A server that ends by itself mostly says why: the C++ library, the C library and the signal have a few
// well-known last words. Here is what they mean. Asked wherever a report says that the server has ended.
#pragma once

#include <string>
#include <string_view>

#include "arena/process.hpp"
#include "base/fact.hpp"

namespace grader {

/// What an end by a signal is known to mean, judged by the signal and by what was written to standard error
/// until then (`output_was_cut`: so much that nobody read on): a sentence or two, and the section of the
/// lab's handout. Empty if nothing is known of it, and for a program that exited.
std::string meaning_of_end(int lab, const Exit& ended, std::string_view standard_error,
                           bool output_was_cut = false);

/// The same as facts. (That the grader ended it is one, and then its last words say nothing.)
Facts facts_of_end(const Exit& ended, std::string_view standard_error, bool output_was_cut = false);

}  // namespace grader
