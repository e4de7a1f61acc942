// A pattern as a list of instructions for a machine that is in several places at once: Thompson, "Regular
// expression search algorithm", 1968; with the groups' places, as Pike's sam has them.
#pragma once

#include <bitset>
#include <cstddef>
#include <vector>

namespace grader {

struct Instruction {
    enum class Kind { one_of, split, jump, save, at_begin, at_end, found };
    Kind kind = Kind::found;
    std::bitset<256> bytes = {};  ///< one_of: goes on if the next byte is one of these
    std::size_t first = 0;        ///< split, jump: where to go on, in the order of preference
    std::size_t second = 0;       ///< split
    std::size_t slot = 0;  ///< save: notes the place, the beginning of group n as 2n, its end as 2n + 1
};

/// Group 0 is all of it. Throws std::invalid_argument.
std::vector<Instruction> compile_pattern(const char* expression, std::size_t& groups);

}  // namespace grader
