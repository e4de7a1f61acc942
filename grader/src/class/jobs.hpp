// How many gradings fit into this machine at the same time with the verdicts that each has alone.
#pragma once

#include <cstdint>
#include <filesystem>

namespace grader {

/// A grading waits most of the time: alone it uses a third of one processor, and its deadlines grow with how
/// slow the machine is when it begins. Two for each processor gave the same verdicts as one after the other
/// (docs/measured.md); each may compile, which takes memory. At least one.
[[nodiscard]] int fitting_gradings(std::uint64_t thousandths_of_processors, std::uint64_t memory_bytes);

/// Of this machine as it is now, with the bounds of the control groups that this process is in.
[[nodiscard]] int fitting_gradings_here(const std::filesystem::path& scratch);

}  // namespace grader
