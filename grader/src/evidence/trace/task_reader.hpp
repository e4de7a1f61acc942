// Reads the tasks of a program that has our runtime out of its memory. Lives in a stack helper, for all that
// is read may lie: each pointer leads anywhere, each list is endless, each name has no end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "evidence/trace/tasks.hpp"

namespace grader {

/// A program's memory and symbols.
struct ProgramMemory {
    /// False if not all of it is there.
    std::function<bool(std::uint64_t address, void* to, std::size_t size)> read;
    /// Of the program's own symbols; 0 if it has none of this (mangled) name.
    std::function<std::uint64_t(const std::string& symbol)> address_of;
    /// The readable name of what is at an address; empty if nobody knows.
    std::function<std::string(std::uint64_t address)> name_at;
};

/// Never more than a few hundred tasks. Without a complaint and tasks: the program has no runtime that lives.
TaskList read_tasks(const ProgramMemory& memory);

}  // namespace grader
