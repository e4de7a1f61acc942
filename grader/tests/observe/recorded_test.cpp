// Servers from here and from elsewhere, as they were observed once: what `./lab observe --json` has under
// "facts".
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "observe/facts.hpp"
#include "observe/model.hpp"

namespace grader {
namespace {

TEST(Recorded, EachServerIsNamedAsItIs) {
    std::ifstream file(RECORDED);
    int servers = 0;
    for (std::string line; std::getline(file, line); ++servers) {
        const auto record = nlohmann::json::parse(line);
        const ModelName name = name_model(record.at("facts").get<ModelFacts>());
        EXPECT_EQ(name.name, record.at("model").get<std::string>())
            << record.at("server") << ": " << name.evidence;
        EXPECT_FALSE(name.evidence.empty()) << record.at("server");
    }
    EXPECT_GE(servers, 25);
}

/// What a machine without ptrace leaves: no calls. Then a name needs facts that suffice without.
TEST(Recorded, WithoutATraceAServerIsNamedTheSameOrUnsure) {
    std::ifstream file(RECORDED);
    int are_named = 0;
    for (std::string line; std::getline(file, line);) {
        const auto record = nlohmann::json::parse(line);
        auto facts = record.at("facts").get<ModelFacts>();
        facts.is_traced = false;
        facts.talk.clear();
        facts.idle.clear();
        const ModelName name = name_model(facts);
        if (name.model == Model::unsure) continue;
        ++are_named;
        EXPECT_EQ(name.name, record.at("model").get<std::string>())
            << record.at("server") << ": " << name.evidence;
    }
    EXPECT_GE(are_named, 10);
}

}  // namespace
}  // namespace grader
