#include "checks/shares.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/labs.hpp"

namespace grader {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

// On an idle machine a right server's check takes a second at most, those with a weight of their own four.
constexpr milliseconds set_aside{2'000};

double seconds(steady_clock::duration time) {
    return std::chrono::duration<double>(time).count();
}

/// "A 80 s, B 60 s and C 12 s": where most of the time went.
std::string slowest(const LabResult& lab, const CheckResult* but = nullptr) {
    constexpr std::size_t most_named = 3;
    constexpr long worth_naming_ms = 1'000;
    std::vector<const CheckResult*> checks;
    for (const CheckResult& check : lab.checks) {
        if (check.duration_ms >= worth_naming_ms && &check != but) checks.push_back(&check);
    }
    std::stable_sort(checks.begin(), checks.end(), [](const CheckResult* one, const CheckResult* other) {
        return one->duration_ms > other->duration_ms;
    });
    if (checks.size() > most_named) checks.resize(most_named);
    std::string text;
    for (const CheckResult* check : checks)
        text += fmt::format("{}{} {:.0f} s", text.empty() ? "" : ", ", check->name,
                            static_cast<double>(check->duration_ms) / 1e3);
    return text;
}

}  // namespace

Shares::Shares(const LabResult& lab, std::map<std::string, double> weights, int repeat, const Time& time)
    : lab_(lab),
      weights_(std::move(weights)),
      start_(steady_clock::now()),
      half_(TimeLimit::none),
      check_start_(start_) {
    if (time.until == TimeLimit::none) return;
    double weight = 0;
    for (const CheckResult& check : lab.checks) weight += weight_of(check);
    const auto least = std::chrono::duration_cast<milliseconds>(set_aside * time.slowdown);
    budget_.emplace(time.until, weight * repeat, least);
    half_ = start_ + budget_->left() / 2;
}

double Shares::weight_of(const CheckResult& check) const {
    const auto found = weights_.find(check.name);
    return found == weights_.end() ? 1 : found->second;
}

void Shares::begin(const CheckResult& check) {
    // To start a server takes a tenth of it.
    constexpr milliseconds worth_beginning(100);
    check_start_ = steady_clock::now();
    began_ = true;
    if (!budget_) return;
    const auto until = budget_->begin(weight_of(check));
    began_ = until - check_start_ >= worth_beginning;
    limit_.emplace(began_ ? until : check_start_);
}

void Shares::end() {
    limit_.reset();
}

std::string Shares::the_time() const {
    return budget_ ? fmt::format("the {:.0f} s", std::max(seconds(budget_->end() - start_), 0.0))
                   : "the time";
}

std::string Shares::why(const CheckResult& check) const {
    const std::string others = slowest(lab_, &check);
    if (!began_)
        return fmt::format(
            "{}: the checks before it used up {} that this lab has for its checks{}. Alone it has all of "
            "them (--check {})",
            no_time_left, the_time(), others.empty() ? "" : "; the slowest: " + others, check.name);
    return fmt::format(
        "{}: after {:.1f} s, its share of {} that this lab has for its checks, it had not come to its end. "
        "Nothing was wrong until then, but it is slow{}. Alone it has more time (--check {})",
        no_time_left, seconds(steady_clock::now() - check_start_), the_time(),
        others.empty() ? "" : "; the slowest of the others: " + others, check.name);
}

std::string Shares::summary() const {
    const auto without = std::count_if(lab_.checks.begin(), lab_.checks.end(), lacked_time);
    if (without == 0) return {};
    const std::string most = slowest(lab_);
    return fmt::format(
        "{}: {} cut short or not run, since {} used up. For all its checks there {} {}{}. The points are "
        "open, not lost; each check says how to run it alone",
        lab_phrase(lab_.lab), without == 1 ? "1 check was" : fmt::format("{} checks were", without),
        without == 1 ? "its share of the time was" : "their shares of the time were",
        budget_ ? "were" : "was", the_time(), most.empty() ? "" : "; the slowest: " + most);
}

}  // namespace grader
