// Instants, all in UTC and of one form, 2026-12-01T22:59:59Z, so that their letters tell which is later. What
// people mean by a time without a zone is asked before (course/host/instants.sh).
#pragma once

#include <ctime>
#include <optional>
#include <string>

namespace grader {

[[nodiscard]] std::string utc_text(std::time_t instant);

/// Of that form, nothing else.
[[nodiscard]] std::optional<std::time_t> instant_of(const std::string& utc);

/// As Gradescope and git write them, "2026-12-01 23:59:59.123456000 +01:00": a day, a time, perhaps
/// fractions, and Z, UTC or an offset; without a zone it is UTC. In the form above; empty if it is no time.
[[nodiscard]] std::string utc_of(const std::string& written);

}  // namespace grader
