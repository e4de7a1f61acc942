#include "evidence/clients/patience.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "base/time_limit.hpp"

namespace grader {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds between_questions(50);
constexpr int longest = 12;  // limits: an echo of 4 MiB byte by byte takes half a minute and is allowed

double seconds(milliseconds time) {
    return std::chrono::duration<double>(time).count();
}

}  // namespace

Vigil::Vigil(const Patience& patience, milliseconds trust)
    : patience_(patience),
      next_question_(Clock::now() + std::max(trust, between_questions)),
      deadline_(Clock::now() + patience.limit),
      last_deadline_(Clock::now() + longest * patience.limit) {
    if (patience_.moved) patience_.moved();
}

void Vigil::moved() {
    require_time();
    if (patience_.moved) patience_.moved();
    const auto now = Clock::now();
    deadline_ = std::min(now + patience_.limit, last_deadline_);
    next_question_ = std::max(next_question_, now + between_questions);
}

bool Vigil::over() {
    if (Clock::now() >= next_question_) {
        if (patience_.hopeless) {
            if (auto reason = patience_.hopeless()) {
                reason_ = std::move(*reason);
                return true;
            }
        }
        if (patience_.starved && patience_.starved())
            deadline_ = std::min(Clock::now() + patience_.limit, last_deadline_);
        // From now, not from when it was due: a question that takes long must not be asked back to back.
        next_question_ = Clock::now() + between_questions;
    }
    if (Clock::now() < deadline_) {
        require_time();
        return false;
    }
    reason_ =
        deadline_ == last_deadline_
            ? fmt::format("it came too slowly; {:.3g} s were not enough", seconds(longest * patience_.limit))
            : fmt::format("nothing happened for {:.3g} s", seconds(patience_.limit));
    return true;
}

int Vigil::nap() const {
    const auto left = std::chrono::ceil<milliseconds>(std::min(deadline_, time_limit()) - Clock::now());
    return static_cast<int>(std::clamp(left, milliseconds(1), between_questions).count());
}

bool wait_for(const Patience& patience, const std::function<bool()>& condition) {
    Vigil vigil(patience);
    while (!condition()) {
        if (vigil.over()) return condition();  // what came while the question was asked still counts
        std::this_thread::sleep_for(milliseconds(2));
    }
    return true;
}

}  // namespace grader
