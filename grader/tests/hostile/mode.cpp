#include "mode.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace grader::hostile {

const std::vector<Mode>& all_modes() {
    static const std::vector<Mode> modes = {{"root", true, {}},
                                            {"user", false, {}},
                                            {"root without namespaces", true, {"namespaces"}},
                                            {"user without namespaces", false, {"namespaces"}}};
    return modes;
}

bool is_mode(const std::string& name) {
    return std::any_of(all_modes().begin(), all_modes().end(),
                       [&](const Mode& mode) { return mode.name == name; });
}

std::string identifier_of(const Mode& mode) {
    std::string identifier = "As";
    bool starts = true;
    for (const char letter : mode.name) {
        if (letter == ' ') {
            starts = true;
            continue;
        }
        identifier += starts ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter))) : letter;
        starts = false;
    }
    return identifier;
}

std::string missing_for(const Mode& mode) {
    if (mode.root && ::geteuid() != 0)
        return "the suite runs as an ordinary user; run it as root for this mode";
    return "";
}

}  // namespace grader::hostile
