#include "checks/catalogue.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/labs.hpp"

namespace grader {

namespace {

using Suite = std::map<std::string, CheckKind>;

std::map<std::string, Suite>& suites() {
    static std::map<std::string, Suite> all;
    return all;
}

}  // namespace

bool add_check(const std::string& suite, const std::string& name, CheckKind kind) {
    return suites()[suite].insert_or_assign(name, std::move(kind)).second;
}

std::vector<std::string> all_suites() {
    std::vector<std::string> names;
    for (const auto& [name, suite] : suites()) names.push_back(name);
    return names;
}

const CheckKind& kind_of(int lab, const std::string& check) {
    return suites().at(suite_of(lab)).at(check);
}

std::vector<std::string> implemented_checks(int lab) {
    std::vector<std::string> names;
    const auto found = suites().find(suite_of(lab));
    if (found == suites().end()) return names;
    for (const auto& [name, kind] : found->second) names.push_back(name);
    return names;
}

}  // namespace grader
