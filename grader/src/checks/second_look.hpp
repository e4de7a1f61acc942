// Where it is not known yet why checks failed, one of each kind is played once more, traced, so that the
// calls that decide can be read. Its verdict stays as it was.
#pragma once

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "checks/close_look.hpp"
#include "result/document.hpp"

namespace grader {

/// For all looks of a lab together: ten seconds, and up to four times as long on a busy machine.
constexpr std::chrono::milliseconds time_for_second_looks(double slowdown) {
    return std::chrono::milliseconds(static_cast<int>(10'000 * std::clamp(slowdown, 1.0, 4.0)));
}

class SecondLooks {
 public:
    /// At the failed checks of the lab that differ in what was seen, from each other and from those before,
    /// in the rubric's order, as far as the time goes. A check that passes now, or that this machine does not
    /// let see, is left out. Without tracing there are none. `given.look` is not used.
    void take(const LabResult& lab, const Given& given, std::chrono::steady_clock::time_point until);

    [[nodiscard]] const std::vector<CloseLook>& taken() const { return looks_; }

 private:
    std::vector<CloseLook> looks_;
    std::set<std::string> ways_;  // in which the checks looked at had failed
};

}  // namespace grader
