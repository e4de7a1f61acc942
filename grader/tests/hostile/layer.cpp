#include "layer.hpp"

#include <map>

namespace grader::hostile {

namespace {

// Namespaces are refused together, as machines do it.
const std::map<std::string, std::string> layers = {{"private network", "namespaces"},
                                                   {"read-only file system", "namespaces"},
                                                   {"pid namespace", "namespaces"},
                                                   {"IPC namespace", "namespaces"},
                                                   {"minimal root", "namespaces"},
                                                   {"Landlock", "landlock"},
                                                   {"system-call filter", "seccomp"},
                                                   {"system-call tracing", "ptrace"},
                                                   {"cgroup", "cgroups"},
                                                   {"throw-away user", "users"},
                                                   {"file permissions", "users"},
                                                   {"resource limits", ""},
                                                   {"process permits", ""},
                                                   {"memory watchdog", ""},
                                                   {"subreaper", ""},
                                                   {"bounded reading", ""},
                                                   {"evidence", ""},
                                                   {"scrubbed environment", ""},
                                                   {"closed descriptors", ""},
                                                   {"build rules", ""},
                                                   {"budget of time", ""}};

}  // namespace

bool is_layer(const std::string& name) {
    return layers.count(name) != 0;
}

std::string refusal_of(const std::string& layer) {
    return layers.at(layer);
}

const std::vector<std::string>& all_refusals() {
    static const std::vector<std::string> all = {"namespaces", "landlock", "seccomp",
                                                 "ptrace",     "cgroups",  "users"};
    return all;
}

std::set<std::string> refusals_of(const std::vector<std::string>& names) {
    std::set<std::string> refused;
    for (const std::string& name : names) {
        if (const std::string refusal = refusal_of(name); !refusal.empty()) refused.insert(refusal);
    }
    return refused;
}

}  // namespace grader::hostile
