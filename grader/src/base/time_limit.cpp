#include "base/time_limit.hpp"

#include <chrono>

namespace grader {

namespace {

thread_local std::chrono::steady_clock::time_point limit = TimeLimit::none;

}  // namespace

std::chrono::steady_clock::time_point time_limit() {
    return limit;
}

void require_time() {
    if (std::chrono::steady_clock::now() >= limit) throw OutOfTime();
}

TimeLimit::TimeLimit(std::chrono::steady_clock::time_point until) : before_(limit) {
    limit = until;
}

TimeLimit::~TimeLimit() {
    limit = before_;
}

void extend_time_limit(std::chrono::steady_clock::duration by) {
    if (limit != TimeLimit::none) limit += by;
}

}  // namespace grader
