// Stacks by elfutils' libdwfl: of registers and memory that somebody else has taken from a stopped thread.
// Lives in a stack helper, for all that it reads may lie.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "evidence/trace/event.hpp"
#include "evidence/trace/tasks.hpp"

namespace grader {

class Dwarf {
 public:
    /// Makes a symbol readable; of nullptr "".
    using Readable = std::function<std::string(const char*)>;

    /// `memory` is open for /proc/PID/mem.
    Dwarf(int memory, Readable readable);
    ~Dwarf();
    Dwarf(const Dwarf&) = delete;
    Dwarf& operator=(const Dwarf&) = delete;

    /// The files that the process has mapped, as /proc/PID/maps tells. Those that are known stay open.
    void list_files(const std::string& maps);
    /// The frames of a thread, innermost first, of its registers in DWARF's order and the program counter.
    std::vector<Frame> walk(pid_t tid, const std::vector<std::uint64_t>& registers);

    /// The tasks of a program that has our runtime.
    TaskList read_tasks();

    /// What an ELF file, which stays open, says of one of its addresses.
    static std::vector<Frame> frames_of_file(int file, std::uint64_t address, const Readable& readable);

 private:
    struct Session;
    std::unique_ptr<Session> session_;
};

}  // namespace grader
