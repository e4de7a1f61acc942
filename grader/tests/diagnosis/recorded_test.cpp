// What was seen of each submission of the table, recorded: the causes that are found from it. The table
// itself asks the same of fresh gradings; this takes no time, and says at once what a change of
// labs/causes.toml changes.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "base/labs.hpp"
#include "diagnosis/diagnose.hpp"
#include "diagnosis/samples.hpp"
#include "result/rubric.hpp"

namespace grader {
namespace {

const std::string repository = REPOSITORY;

struct Recorded {
    std::string name;   // "lab4/sequential"
    std::string cause;  // its expect.toml's
    LabResult lab;
};

std::vector<Recorded> all_recorded() {
    std::vector<Recorded> all;
    std::map<int, Rubric> rubrics;
    for (const Lab& lab : all_labs()) {
        const std::string file = repository + "/" + lab.rubric;
        if (std::filesystem::exists(file)) rubrics[lab.number] = load_rubric(file);
    }
    std::ifstream lines(RECORDED);
    for (std::string line; std::getline(lines, line);) {
        const nlohmann::json json = nlohmann::json::parse(line);
        Recorded one{json.at("name"), json.at("cause"), {}};
        one.lab.lab = json.at("lab");
        one.lab.stages = rubrics.at(one.lab.lab).stages;
        for (const RubricCheck& check : rubrics.at(one.lab.lab).checks) {
            if (!json.at("failed").contains(check.name)) continue;
            Facts facts;
            for (const nlohmann::json& fact : json.at("failed").at(check.name))
                facts.push_back({fact_kind_named(fact.at(0).get<std::string>()).value(), fact.at(1), ""});
            one.lab.checks.push_back(failed_check(check.name, std::move(facts), check.stage));
        }
        all.push_back(std::move(one));
    }
    return all;
}

class RecordedSubmission : public testing::TestWithParam<Recorded> {};

TEST_P(RecordedSubmission, HasOneCauseThatExplainsAll) {
    const Recorded& recorded = GetParam();
    const auto causes =
        diagnose(recorded.lab, load_causes(repository + "/labs/causes.toml", recorded.lab.lab));
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_EQ(causes[0].id, recorded.cause);
    EXPECT_EQ(causes[0].explains.size(), recorded.lab.checks.size());
}

INSTANTIATE_TEST_SUITE_P(OfTheTable, RecordedSubmission, testing::ValuesIn(all_recorded()),
                         [](const testing::TestParamInfo<Recorded>& each) {
                             std::string name = each.param.name;
                             for (char& letter : name) {
                                 if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
                             }
                             return name;
                         });

}  // namespace
}  // namespace grader
