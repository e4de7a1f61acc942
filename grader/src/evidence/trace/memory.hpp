// Reads and writes a traced program's memory. See process_vm_readv(2).
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>

namespace grader {

inline bool read_memory(pid_t tid, std::uint64_t address, void* to, std::size_t size) {
    const iovec local{to, size};
    const iovec remote{reinterpret_cast<void*>(address), size};
    return ::process_vm_readv(tid, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
}

inline bool write_memory(pid_t tid, std::uint64_t address, const void* from, std::size_t size) {
    const iovec local{const_cast<void*>(from), size};
    const iovec remote{reinterpret_cast<void*>(address), size};
    return ::process_vm_writev(tid, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
}

}  // namespace grader
