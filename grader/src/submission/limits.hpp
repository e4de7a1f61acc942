// How much a submission may be. More than this is not homework but a wrong directory, or an attack.
#pragma once

#include <cstddef>
#include <cstdint>

namespace grader {

constexpr std::size_t most_source_files = 500;               ///< a lab
constexpr std::uintmax_t most_source_bytes = 16U << 20U;     ///< a lab's sources together
constexpr std::size_t most_name_bytes = 255;                 ///< NAME_MAX of limits.h
constexpr std::size_t most_path_bytes = 2'000;               ///< of the 4,096 of PATH_MAX
constexpr std::uintmax_t most_unpacked_bytes = 256U << 20U;  ///< an archive

}  // namespace grader
