#include "checks/reach.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace grader {

std::optional<MissingNeed> Reach::missing_for(const std::string& check) const {
    for (const Behaviour& behaviour : behaviours_) {
        const auto& needy = behaviour.needed_by;
        if (std::find(needy.begin(), needy.end(), check) == needy.end() || !is_missing(behaviour)) continue;
        return MissingNeed{behaviour.title, behaviour.shown_by};
    }
    return std::nullopt;
}

bool Reach::is_missing(const Behaviour& behaviour) const {
    return std::all_of(behaviour.shown_by.begin(), behaviour.shown_by.end(), [&](const std::string& check) {
        const auto found = lacks_.find(check);
        return found != lacks_.end() && found->second;
    });
}

}  // namespace grader
