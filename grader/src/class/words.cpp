#include "class/words.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "class/slurm/tools.hpp"

namespace grader {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string class_command(const std::vector<std::string>& words) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=.,:/@%";
    std::string command = "./lab class";
    for (const std::string& word : words) {
        const bool is_plain = !word.empty() && word.find_first_not_of(plain) == std::string::npos;
        command += " " + (is_plain ? word : shell_word(word));
    }
    return command;
}

}  // namespace grader
