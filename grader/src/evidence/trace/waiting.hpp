// Which descriptors a poll or select that is being entered waits for, and how long a call may wait: poll(2),
// select(2), epoll_wait(2), nanosleep(2).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "evidence/trace/descriptors.hpp"
#include "evidence/trace/event.hpp"

namespace grader {

/// Empty for other calls.
std::vector<Descriptor> waited_descriptors(pid_t tid, const Event& call, Descriptors& descriptors);

/// What a setsockopt(SO_RCVTIMEO) that is being entered sets, nanoseconds; nothing for other calls.
std::optional<std::int64_t> receive_timeout_set(pid_t tid, const Event& call);

/// Nanoseconds; -1 for calls that wait for ever, for others, and where it can't be told.
std::int64_t asked_wait(pid_t tid, const Event& call);

}  // namespace grader
