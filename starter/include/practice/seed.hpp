// Provided, practice 3 and 4: two options more than the labs' servers have.
//
//   --seed N    in an order that the number N decides, and always the same; 0: as it comes
//   --steps     each step on standard error
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "lab/options.hpp"

namespace practice {

struct Seeded {
    lab::Options options;
    std::uint64_t seed = 0;
    bool tells_steps = false;
};

/// Parses the command line. An unknown flag or a bad value ends the program with status 2 and one line on
/// standard error.
inline Seeded parse_seeded_options(int argc, char* argv[]) {
    Seeded seeded;
    std::vector<char*> others = {argv[0]};
    for (int index = 1; index < argc; ++index) {
        const std::string_view flag = argv[index];
        if (flag == "--steps") {
            seeded.tells_steps = true;
        } else if (flag == "--seed") {
            if (index + 1 >= argc) lab::detail::bad_usage("--seed needs a value");
            seeded.seed = lab::detail::number(flag, argv[++index], std::numeric_limits<std::uint32_t>::max());
        } else {
            others.push_back(argv[index]);
        }
    }
    seeded.options = lab::parse_options(static_cast<int>(others.size()), others.data());
    return seeded;
}

}  // namespace practice
