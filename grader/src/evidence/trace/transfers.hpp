// How many bytes a call that is being entered asks for, and where it says so: in a register, or in the
// program's memory (iovec, msghdr: readv(2), recvmsg(2)).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

#include "evidence/trace/event.hpp"

namespace grader {

/// The vectors of a readv, writev, recvmsg or sendmsg.
struct Vectors {
    std::uint64_t address = 0;  ///< of the first iovec
    std::uint64_t first_length = 0;
    std::uint64_t total = 0;    ///< bytes in all vectors
    std::uint64_t message = 0;  ///< of recvmsg and sendmsg: the msghdr's address
};

/// Nothing for other calls, and where the program gave addresses that can't be read.
std::optional<Vectors> vectors_of(pid_t tid, const Event& call);

/// 0 if the call transfers no bytes, or it can't be told how many.
std::uint64_t bytes_asked(pid_t tid, const Event& call);

/// What a recvmmsg or sendmmsg that has returned moved, all messages together; -1 for other calls.
std::int64_t bytes_in_messages(pid_t tid, const Event& call);

}  // namespace grader
