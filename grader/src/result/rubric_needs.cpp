#include "result/rubric_needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "result/nearest.hpp"

namespace grader {

namespace {

bool is_among(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

class Needs {
 public:
    Needs(const Rubric& rubric, const std::string& file, const RubricLines& lines)
        : rubric_(rubric), file_(file), lines_(lines) {
        for (const RubricCheck& check : rubric.checks) order_.push_back(check.name);
    }

    std::string problems() {
        for (const Behaviour& behaviour : rubric_.behaviours) {
            require_known_checks(behaviour);
            if (behaviour.needed_by.empty())
                problem(line_of(behaviour),
                        fmt::format("no check needs behaviour {}; name it in the needs of one, or remove it",
                                    behaviour.id));
        }
        if (!problems_.empty()) return problems_;
        for (const Behaviour& behaviour : rubric_.behaviours) require_order(behaviour);
        return problems_;
    }

 private:
    void problem(std::size_t line, std::string_view message) {
        if (!problems_.empty()) problems_ += '\n';
        problems_ += fmt::format("{}:{}: {}", file_, line, message);
    }
    [[nodiscard]] std::size_t line_of(const Behaviour& behaviour) const {
        return lines_.behaviours.at(behaviour.id);
    }

    void require_known_checks(const Behaviour& behaviour) {
        for (const std::string& name : behaviour.shown_by) {
            if (is_among(order_, name)) continue;
            const auto meant = nearest(name, order_);
            problem(line_of(behaviour),
                    fmt::format("behaviour {} is shown by {}, which is no check of this rubric{}",
                                behaviour.id, name, meant ? fmt::format("; did you mean {}?", *meant) : ""));
        }
    }

    void require_order(const Behaviour& behaviour) {
        for (const std::string& needy : behaviour.needed_by) {
            for (const std::string& shows : behaviour.shown_by) {
                if (place_of(shows) < place_of(needy)) continue;
                std::set<std::string> visited;
                const std::string what =
                    needy == shows ? fmt::format("check {} needs behaviour {} and shows it; it can't do both",
                                                 needy, behaviour.id)
                    : builds_on(shows, needy, visited)
                        ? fmt::format(
                              "check {0} needs behaviour {2}, which {1} shows, and {1} needs what {0} "
                              "shows; take one of these needs away",
                              needy, shows, behaviour.id)
                        : fmt::format(
                              "check {0} needs behaviour {2}, which {1} shows, and that one stands "
                              "behind it; move {0} behind {1}",
                              needy, shows, behaviour.id);
                problem(lines_.checks.at(needy), what);
            }
        }
    }
    [[nodiscard]] std::ptrdiff_t place_of(const std::string& check) const {
        return std::find(order_.begin(), order_.end(), check) - order_.begin();
    }
    /// Whether `check` needs, perhaps by way of others, what `other` shows.
    bool builds_on(const std::string& check, const std::string& other, std::set<std::string>& visited) const {
        if (!visited.insert(check).second) return false;
        return std::any_of(
            rubric_.behaviours.begin(), rubric_.behaviours.end(), [&](const Behaviour& needed) {
                if (!is_among(needed.needed_by, check)) return false;
                return std::any_of(needed.shown_by.begin(), needed.shown_by.end(),
                                   [&](const std::string& shows) {
                                       return shows == other || builds_on(shows, other, visited);
                                   });
            });
    }

    const Rubric& rubric_;
    const std::string& file_;
    const RubricLines& lines_;
    std::vector<std::string> order_;
    std::string problems_;
};

}  // namespace

std::string problems_of_needs(const Rubric& rubric, const std::string& file, const RubricLines& lines) {
    return Needs(rubric, file, lines).problems();
}

}  // namespace grader
