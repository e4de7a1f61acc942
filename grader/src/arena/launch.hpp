// What a warden is asked to launch: the program, its limits and its sandbox. Travels as JSON over the
// warden's channel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fields.hpp"

namespace grader {

struct Limits {
    std::uint64_t descriptors = 4096;         ///< RLIMIT_NOFILE
    std::uint64_t processes = 4096;           ///< RLIMIT_NPROC
    std::uint64_t file_bytes = 64ULL << 20U;  ///< RLIMIT_FSIZE
    std::uint64_t cpu_seconds = 120;          ///< RLIMIT_CPU
    /// Of all its processes together, looked at by the warden a few times a second; 0 = a cgroup counts.
    std::uint64_t sum_of_memory = 0;
    /// Not threads. No server needs any, and a compiler a handful; looked at by the warden, likewise.
    std::uint64_t number_of_processes = 200;
    std::uint64_t memory_bytes = 0;  ///< RLIMIT_AS; 0 = none (sanitizers and 1,000 stacks need room)
};

struct LaunchSpec {
    std::vector<std::string> command;  ///< absolute path first
    std::vector<std::string> environment;
    std::string directory;  ///< working directory
    Limits limits;

    std::vector<std::string> readable;  ///< all that it can see of the machine's files
    std::string writable;               ///< one directory, or empty: nothing can be written
    bool use_pid_namespace = false;
    bool seal_files = false;  ///< a root of its own with `readable` in it (minimal_root.hpp)
    bool use_landlock = false;
    bool use_seccomp = false;
    bool own_network = false;     ///< nobody is there but the grader (namespaces.hpp)
    bool memory_counted = false;  ///< by one of the cgroups
    bool compiles = false;        ///< a compiler: writes programs, and needs no sockets
    unsigned uid = 0;             ///< switch to this user; 0 = stay
    std::vector<std::string> cgroups;
    bool disable_aslr = false;
    bool may_execute = false;  ///< other programs, or itself once more
    int pin_to_cpu = -1;       ///< program and warden on this one CPU; -1 = free

    /// A process whose children may look into the program with a debugger, which is handed over to them when
    /// a signal would end it (protocol.hpp: Fell), or on request; 0: nobody.
    int debugger = 0;
    bool attach = false;  ///< hold the program with ptrace (EXITKILL) even when nothing is traced
};

IO_LABS_JSON(Limits)
IO_LABS_JSON(LaunchSpec)

}  // namespace grader
