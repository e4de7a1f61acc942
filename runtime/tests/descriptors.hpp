// How many descriptors this process has.
#pragma once

#include <filesystem>
#include <iterator>

namespace rt {

inline std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace rt
