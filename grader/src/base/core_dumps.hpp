// A program that crashes leaves nothing on the machine: neither a core file nor a report of the machine's.
#pragma once

namespace grader {

/// For the calling process and what it executes, for good. Never fails; where the hard limit is 0 already, a
/// program that the machine collects core dumps with (core_pattern begins with "|") still gets them.
void leave_no_core_dumps();

}  // namespace grader
