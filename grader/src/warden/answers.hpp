// What a warden does when it is told to, and what it answers (protocol.hpp).
#pragma once

#include <sys/types.h>

#include "evidence/trace/tracer.hpp"
#include "warden/protocol.hpp"

namespace grader {

/// `tracer`: nullptr if nothing is traced; then nothing is done that is for it.
from_warden::Message answer(const to_warden::Command& command, pid_t program, Tracer* tracer);

}  // namespace grader
