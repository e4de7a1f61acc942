// How much a submission may be. More than this is not homework but a wrong directory, or an attack.
#pragma once

#include <cstddef>
#include <cstdint>

namespace grader {

constexpr std::size_t most_source_files = 500;                 ///< a lab
constexpr std::uintmax_t most_source_bytes = 16U << 20U;       ///< a lab's sources together
constexpr std::size_t most_name_bytes = 255;                   ///< NAME_MAX of limits.h
constexpr std::size_t most_path_bytes = 2'000;                 ///< of the 4,096 of PATH_MAX
constexpr std::uintmax_t most_unpacked_bytes = 256U << 20U;    ///< an archive
constexpr std::uintmax_t most_kept_bytes = 64U << 20U;         ///< its sources, and what is called like one
constexpr std::size_t most_archived_entries = 50'000;          ///< of it
constexpr std::size_t most_name_bytes_of_archive = 8U << 20U;  ///< of all its entries' names
constexpr std::size_t most_left_out = 200;                     ///< files of a lab that are named as left out

}  // namespace grader
