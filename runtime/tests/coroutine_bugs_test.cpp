// The probe of the compiler's coroutine bugs has run when the build was configured, and knows each by its
// name.
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace rt {
namespace {

/// RT_COROUTINE_BUGS is "name=1,name=0,…".
std::map<std::string, std::string> found_bugs() {
    std::map<std::string, std::string> bugs;
    std::istringstream all(RT_COROUTINE_BUGS);
    for (std::string bug; std::getline(all, bug, ',');) {
        const std::size_t equals = bug.find('=');
        bugs[bug.substr(0, equals)] = equals == std::string::npos ? "" : bug.substr(equals + 1);
    }
    return bugs;
}

TEST(CoroutineBugs, AreKnownByTheirNames) {
    std::vector<std::string> names;
    for (const auto& [name, found] : found_bugs()) {
        names.push_back(name);
        EXPECT_TRUE(found == "0" || found == "1") << name << " is neither there nor not: '" << found << "'";
    }
    EXPECT_THAT(names,
                testing::ElementsAre("aggregate", "condition", "conditional", "initializer_list",
                                     "overaligned", "structured_binding", "symmetric_transfer", "temporary"));
}

// A probe that finds nothing anywhere would be worthless: these are certain.
TEST(CoroutineBugs, OfGcc12AreFound) {
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ == 12
    const std::map<std::string, std::string> bugs = found_bugs();
    for (const char* name : {"condition", "temporary", "conditional", "initializer_list", "aggregate"})
        EXPECT_EQ(bugs.at(name), "1") << name;
#else
    GTEST_SKIP() << "this is not g++ 12";
#endif
}

}  // namespace
}  // namespace rt
