// System calls by name and number, and what an observer of servers must know of each. The table is calls.def.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

/// A call that has a row; of any other, first_unlisted + its number on this architecture.
enum class Call : int {
    none,
#define CALL(name, ...) name,
#include "base/calls.def"
#undef CALL
    first_unlisted = 1'000,
};

/// Which of the two descriptors that a call may have.
enum class End { none, on, other };

/// How a call says how many bytes it asks for.
enum class Length { not_told, argument, vectors, message, messages };

/// What it always sleeps for. (What a read may sleep for, its descriptor tells.)
enum class Waits { no, for_descriptors, for_events, for_threads, for_a_time, for_a_disk };

/// How a call says how long it may wait. With flags (TIMER_ABSTIME) it is a time of day instead.
enum class Time { none, milliseconds, timespec, timespec_after_flags, timeval };

/// What its result is.
enum class Returns { number, descriptor, connection };

/// A row. Arguments count from 0; -1: the call has none of the kind.
struct CallRow {
    template <class Kind>
    struct Where {
        Kind kind{};
        int argument = -1;
    };

    int on = -1;     ///< the descriptor that it is about
    int other = -1;  ///< a second one
    End takes_from = End::none;
    End gives_to = End::none;
    Where<Length> length{};
    int flags = -1;  ///< MSG_DONTWAIT and its like
    Returns returns = Returns::number;
    Waits waits = Waits::no;
    Where<Time> time{};
    bool followed = true;  ///< by the checks of patterns; the rest of a program's calls go by at full speed
    bool tells_causes = false;  ///< not followed, but in a second look
};

/// An empty row of a call that has none.
const CallRow& about(Call call);

/// "read"; "call_123" if libseccomp does not know it.
std::string name_of(Call call);
/// Call::none if there is no such call.
Call call_named(std::string_view name);
/// By the number that it has on this architecture.
Call call_numbered(long number);

/// The number of the call of that name, also where libseccomp is older than the call; negative if this
/// architecture has none.
long number_of_call(const std::string& name);

/// Index of the argument that is a byte count which may be cut; -1 if none is.
int length_argument(Call call);

[[nodiscard]] bool accepts(Call call);

/// Everything the checks of patterns look at.
const std::vector<Call>& pattern_calls();
/// The same, and what a second look at a failed check needs beside it.
const std::vector<Call>& cause_calls();

// By its name.
void to_json(nlohmann::json& to, const Call& from);
void from_json(const nlohmann::json& from, Call& to);

}  // namespace grader
