// The checks that there are, by lab and name. Each puts itself here where it is defined (check.hpp); which of
// them run, on what, and in which order is a run's business (run.hpp).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "checks/scenes.hpp"

namespace grader {

class Check;
struct Given;

/// What a check asks of the machine beyond what each one does (needs.hpp).
struct Demand {
    std::size_t clients = 64;    ///< at most so many at the same time
    bool fewer_will_do = false;  ///< it takes as many of them as fit (ServerCheck::as_many_as_fit)
    bool runs_a_sanitizer = false;
};

struct CheckKind {
    const char* file;  ///< where it is defined
    int line;
    Check* (*make)(const Given& given);
    std::optional<SceneKind> scene;  ///< that it looks at
    double weight;                   ///< how much of the lab's time it is given, compared with others
    Demand demand;
};

/// At start-up, with the suite's name, "Lab4". Returns true.
bool add_check(const std::string& suite, const std::string& name, CheckKind kind);

template <typename C>
bool add_check(const char* suite, const char* name, const char* file, int line) {
    const auto make = [](const Given& given) -> Check* { return new C(given); };
    CheckKind kind{file, line, make, {}, C::weight, C::demand};
    if constexpr (!std::is_void_v<typename C::LooksAt>) kind.scene = SceneKind::of<typename C::LooksAt>();
    return add_check(suite, name, std::move(kind));
}

/// The suites that have checks.
std::vector<std::string> all_suites();

/// The check of this name; there must be one.
const CheckKind& kind_of(int lab, const std::string& check);

/// The names of all checks of a lab, in no order that matters.
std::vector<std::string> implemented_checks(int lab);

}  // namespace grader
