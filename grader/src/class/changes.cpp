#include "class/changes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "class/csv.hpp"
#include "class/words.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

struct Seen {
    std::string verdict;
    int points = 0;
};
using Key = std::pair<int, std::string>;

/// In the order of labs and rubrics.
std::vector<Key> checks_of(const Outcome& outcome, std::map<Key, Seen>& seen) {
    std::vector<Key> order;
    if (!outcome.document) return order;
    for (const LabResult& lab : outcome.document->labs) {
        for (const CheckResult& check : lab.checks) {
            order.emplace_back(lab.lab, check.name);
            seen[order.back()] = {std::string(word(check.verdict)), check.advisory ? 0 : check.points};
        }
    }
    return order;
}

std::set<std::string> causes_of(const Outcome& outcome) {
    std::set<std::string> causes;
    if (!outcome.document) return causes;
    for (const LabResult& lab : outcome.document->labs) {
        for (const Cause& cause : lab.causes) causes.insert(fmt::format("lab{} {}", lab.lab, cause.id));
    }
    return causes;
}

std::vector<std::string> without(const std::set<std::string>& all, const std::set<std::string>& those) {
    std::vector<std::string> rest;
    std::set_difference(all.begin(), all.end(), those.begin(), those.end(), std::back_inserter(rest));
    return rest;
}

std::string or_none(const std::string& verdict) {
    return verdict.empty() ? "not there" : verdict;
}

std::string cell_of(std::optional<int> points) {
    return points ? std::to_string(*points) : "";
}

std::string of_points(const StudentChange& change) {
    if (!change.points_after)
        return change.points_before
                   ? fmt::format("no verdict now, {} before",
                                 counted(static_cast<std::size_t>(*change.points_before), "point", "points"))
                   : "no verdict";
    if (!change.has_points())
        return counted(static_cast<std::size_t>(*change.points_after), "point", "points") + ", as before";
    return fmt::format("{} -> {} points",
                       change.points_before ? std::to_string(*change.points_before) : "none",
                       *change.points_after);
}

}  // namespace

bool StudentChange::is_only_shifted() const {
    return !has_points() && !is_lost() && standing_before == standing_after && causes_gone.empty() &&
           causes_new.empty() && !checks.empty() &&
           std::all_of(checks.begin(), checks.end(),
                       [](const CheckChange& check) { return check.before == check.after; });
}

StudentChange change_of(const Student& student, const Outcome& before, const Outcome& after) {
    StudentChange change;
    change.id = student.id;
    change.standing_before = standing(student, before);
    change.standing_after = standing(student, after);
    if (before.document) change.points_before = before.document->score();
    if (after.document) change.points_after = after.document->score();
    if (!before.document || !after.document) return change;
    std::map<Key, Seen> then;
    std::map<Key, Seen> now;
    std::vector<Key> order = checks_of(after, now);
    for (Key& key : checks_of(before, then)) {
        if (now.count(key) == 0) order.push_back(std::move(key));
    }
    for (const Key& key : order) {
        const Seen& old = then[key];
        const Seen& fresh = now[key];
        if (old.verdict == fresh.verdict && old.points == fresh.points) continue;
        change.checks.push_back(
            {key.first, key.second, old.verdict, fresh.verdict, fresh.points - old.points});
    }
    const std::set<std::string> causes_then = causes_of(before);
    const std::set<std::string> causes_now = causes_of(after);
    change.causes_gone = without(causes_then, causes_now);
    change.causes_new = without(causes_now, causes_then);
    return change;
}

std::string change_line(const StudentChange& change) {
    constexpr std::size_t most_named = 6;
    std::vector<std::string> why;
    for (const CheckChange& check : change.checks) {
        if (why.size() == most_named) {
            why.push_back(fmt::format("and {} checks more", change.checks.size() - most_named));
            break;
        }
        const std::string verdicts =
            check.before == check.after
                ? check.after
                : fmt::format("{} -> {}", or_none(check.before), or_none(check.after));
        why.push_back(fmt::format("lab{} {}: {}{}", check.lab, check.check, verdicts,
                                  check.points != 0 ? fmt::format(", {:+}", check.points) : ""));
    }
    if (!change.causes_gone.empty())
        why.push_back(fmt::format("no longer: {}", fmt::join(change.causes_gone, ", ")));
    if (!change.causes_new.empty()) why.push_back(fmt::format("now: {}", fmt::join(change.causes_new, ", ")));
    if (change.standing_before != change.standing_after)
        why.insert(why.begin(), fmt::format("{} -> {}", change.standing_before, change.standing_after));
    return fmt::format("{}: {} ({})", change.id, of_points(change), fmt::join(why, "; "));
}

std::string changes_csv(const std::vector<StudentChange>& changes) {
    std::string text = csv_line({"student", "points before", "points after", "status before", "status after",
                                 "lab", "check", "verdict before", "verdict after", "points"});
    for (const StudentChange& change : changes) {
        const std::vector<std::string> head = {change.id, cell_of(change.points_before),
                                               cell_of(change.points_after), change.standing_before,
                                               change.standing_after};
        const auto add = [&](const std::vector<std::string>& rest) {
            std::vector<std::string> cells = head;
            cells.insert(cells.end(), rest.begin(), rest.end());
            text += csv_line(cells);
        };
        for (const CheckChange& check : change.checks)
            add({fmt::format("lab{}", check.lab), check.check, check.before, check.after,
                 std::to_string(check.points)});
        if (change.checks.empty() && change.is_any()) add({"", "", "", "", ""});
    }
    return text;
}

std::string summary_of(const std::vector<StudentChange>& changes) {
    std::size_t points = 0;
    std::size_t shifted = 0;
    std::size_t lost = 0;
    std::size_t others = 0;
    for (const StudentChange& change : changes) {
        if (!change.is_any()) continue;
        ++(change.has_points()        ? points
           : change.is_lost()         ? lost
           : change.is_only_shifted() ? shifted
                                      : others);
    }
    if (points + shifted + lost + others == 0)
        return fmt::format("nothing changed, of {}", counted(changes.size(), "student", "students"));
    std::string said =
        fmt::format("{} of {} {} other points", points, counted(changes.size(), "student", "students"),
                    points == 1 ? "has" : "have");
    if (others > 0)
        said +=
            fmt::format("; {} more {} another verdict, check or cause", others, others == 1 ? "has" : "have");
    if (shifted > 0)
        said += fmt::format("; of {} more, checks have other points, with the same sum", shifted);
    if (lost > 0) said += fmt::format("; {} {} no verdict now", lost, lost == 1 ? "has" : "have");
    return said;
}

}  // namespace grader
