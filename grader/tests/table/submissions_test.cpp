// The table of submissions: each one under tests/submissions/lab4/, lab5/ and practice*/ is graded as a user
// would, and its verdicts are held against its expect.toml: which checks fail (and by that, which pass), or
// that it can't be built or started. Most are a patch, which tests/submissions/mutant applies: what is graded
// is whole. One GoogleTest test a submission, so that CTest runs several at a time.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

#include "base/labs.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

struct Expectation {
    std::string status;  // "not-built", "not-started"; empty: graded
    std::set<std::string> fails;
    std::set<std::string> may_fail;  // by chance, since the bug hits whoever is there
    std::string cause;  // of labs/causes.toml: the first one named, which explains all that fails
    // Check → words that its explanation must have; "reason" → words that say why there was nothing to check.
    std::map<std::string, std::string> explains;
};

Expectation load_expectation(const fs::path& file) {
    const toml::table table = toml::parse_file(file.string());
    Expectation expected;
    expected.status = table["status"].value_or("");
    expected.cause = table["cause"].value_or("");
    if (const toml::array* names = table["fails"].as_array()) {
        for (const toml::node& name : *names) expected.fails.insert(name.value_or(""));
    }
    if (const toml::array* names = table["may_fail"].as_array()) {
        for (const toml::node& name : *names) expected.may_fail.insert(name.value_or(""));
    }
    if (const toml::table* texts = table["explains"].as_table()) {
        for (const auto& [check, words] : *texts)
            expected.explains[std::string(check.str())] = words.value_or("");
    }
    return expected;
}

const fs::path submissions = fs::path(REPOSITORY) / "grader/tests/submissions";

/// Where the submissions of a lab have their expect.toml, by name. Some are whole, others a patch to one.
std::map<std::string, fs::path> places_of(int lab) {
    std::map<std::string, fs::path> places;
    const fs::path whole = submissions / lab_directory(lab);
    const fs::path mutants = whole / "mutants";
    const fs::path variants = whole / "variants";
    for (const fs::path& shelf : {whole, mutants, variants}) {
        if (!fs::is_directory(shelf)) continue;
        for (const auto& entry : fs::directory_iterator(shelf)) {
            const fs::path& place = entry.path();
            if (place == mutants || place == variants || !fs::is_directory(place)) continue;
            if (!places.emplace(place.filename().string(), place).second)
                throw std::runtime_error("two submissions have the name of " + place.string());
        }
    }
    return places;
}

/// Each of these takes seconds, most of all those that build the server once more, with a sanitizer.
const std::set<std::string> costly = {"NoDataRaces",
                                      "NoMemoryErrors",
                                      "OutOfDescriptorsKeepsServing",
                                      "FirehoseStarvesNobody",
                                      "FewThreadsHoweverManyConnections",
                                      "TenThousandIdleConnections",
                                      "NeverReadingClientHoldsBackOnlyItself",
                                      "ThousandConnectionsLeaveNothingBehind"};
/// What every submission with one bug is asked besides the checks it must fail.
const std::set<std::string> quick = {"PrintsTheReadyLineAfterListening", "EchoesOneMessage",
                                     "BadFlagsExitWithStatusTwo"};

/// All checks of all submissions take too long for every day: IO_LABS_TABLE=full asks for them. Without it
/// the references run all; right submissions all but the costly ones; those with one bug the checks they must
/// fail (of many, the first few) and the quick ones.
std::set<std::string> selection(int lab, const std::string& name, const Expectation& expected) {
    constexpr std::size_t most_failures = 5;
    const char* const wanted = std::getenv("IO_LABS_TABLE");
    const bool all = name == "reference" || (wanted != nullptr && std::string(wanted) == "full");
    const fs::path rubric = fs::path(REPOSITORY) / properties_of(lab).rubric;
    const toml::table table = toml::parse_file(rubric.string());
    std::set<std::string> selected;
    std::set<std::string> known;
    std::size_t failures = 0;
    for (const toml::node& entry : *table["check"].as_array()) {
        const std::string check = (*entry.as_table())["name"].value_or("");
        known.insert(check);
        const bool must_fail = expected.fails.count(check) != 0;
        const bool asked = must_fail                ? failures < most_failures
                           : expected.fails.empty() ? costly.count(check) == 0
                                                    : quick.count(check) != 0;
        if (must_fail && asked) ++failures;
        if (all || asked) selected.insert(check);
    }
    for (const std::string& check : expected.fails)
        EXPECT_EQ(known.count(check), 1U) << "expect.toml names a check that does not exist: " << check;
    return selected;
}

/// Continuous integration grades a part of the table each time: IO_LABS_TABLE_PART=1/3 is the second third.
/// The references belong to every part.
bool in_this_part(const std::string& name) {
    const char* const wanted = std::getenv("IO_LABS_TABLE_PART");
    if (wanted == nullptr || name == "reference") return true;
    unsigned part = 0;
    unsigned parts = 0;
    char slash = '\0';
    std::istringstream text(wanted);
    if (!(text >> part >> slash >> parts) || slash != '/' || part >= parts)
        throw std::runtime_error(std::string("IO_LABS_TABLE_PART is \"") + wanted +
                                 "\": it takes PART/PARTS with PART from 0, such as 1/3");
    // FNV-1a: the same part whatever else the table gains, and on every machine.
    std::uint32_t hash = 2166136261U;
    for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
    return hash % parts == part;
}

class Submission : public testing::Test {
 public:
    Submission(int lab, std::string name, Expectation expected)
        : lab_(lab), name_(std::move(name)), expected_(std::move(expected)) {}

 private:
    void TestBody() override;
    void require_cause(const nlohmann::json& lab) const;
    void record(const nlohmann::json& lab) const;
    /// Of the failed checks, a line each.
    [[nodiscard]] static std::string facts_of(const nlohmann::json& lab) {
        std::string lines;
        for (const nlohmann::json& check : lab.at("checks")) {
            if (check.at("verdict") != "fail" || !check.contains("finding")) continue;
            lines += "\n" + check.at("name").get<std::string>() + ": " +
                     check.at("finding").at("seen").get<std::string>();
            if (!check.at("finding").contains("facts")) continue;
            for (const nlohmann::json& fact : check.at("finding").at("facts"))
                lines += "\n    " + fact.at("kind").get<std::string>() + ":" +
                         fact.at("value").get<std::string>() + "   " + fact.at("seen").get<std::string>() +
                         (fact.contains("source")
                              ? "   line " + std::to_string(fact.at("source").at("line").get<int>())
                              : "");
        }
        return lines;
    }
    [[nodiscard]] std::string explanation(const nlohmann::json& check) const {
        return check.contains("finding") && !check["finding"].is_null() ? check["finding"].dump() : "";
    }

    int lab_;
    std::string name_;
    Expectation expected_;
};

void Submission::TestBody() {
    if (!in_this_part(name_)) GTEST_SKIP() << "not in this part of the table";
    const bool reference = name_ == "reference";
    EXPECT_EQ(reference || name_.rfind("ok-", 0) == 0, expected_.status.empty() && expected_.fails.empty())
        << "those that are right, and no others, are called ok-...";
    const TemporaryDirectory scratch;
    const fs::path document = scratch.path() / "result.json";
    const fs::path report = scratch.path() / "report.txt";
    const fs::path directory = reference ? fs::path(REPOSITORY) / "solutions" : scratch.path() / "submission";
    if (!reference) {
        const std::string put = "'" + (submissions / "mutant").string() + "' put " + lab_directory(lab_) +
                                "/" + name_ + " '" + directory.string() + "' > '" + report.string() +
                                "' 2>&1";
        ASSERT_EQ(std::system(put.c_str()), 0) << contents(report);
    }
    const std::set<std::string> selected = selection(lab_, name_, expected_);
    std::string options;
    for (const std::string& check : selected) options += " --check " + check;
    const std::string command = std::string("timeout 300 '") + GRADER + "' --root '" + REPOSITORY +
                                "' grade '" + directory.string() + "' " + lab_option(lab_) + options +
                                " --json '" + document.string() + "' > '" + report.string() + "' 2>&1";
    const int status = std::system(command.c_str());
    ASSERT_TRUE(WIFEXITED(status));
    const std::string shown = contents(report);
    ASSERT_TRUE(fs::exists(document)) << shown;
    const nlohmann::json result = nlohmann::json::parse(contents(document));
    ASSERT_TRUE(result.at("finished").get<bool>()) << shown;
    const nlohmann::json& lab = result.at("labs").at(0);

    if (!expected_.status.empty()) {
        EXPECT_EQ(lab.at("status"), expected_.status) << shown;
        EXPECT_EQ(WEXITSTATUS(status), 2) << shown;
        ASSERT_EQ(expected_.explains.count("reason"), 1U) << "expect.toml must say what is to be explained";
        EXPECT_NE(lab.dump().find(expected_.explains.at("reason")), std::string::npos) << lab.dump(2);
        return;
    }
    EXPECT_EQ(WEXITSTATUS(status), expected_.fails.empty() ? 0 : 1) << shown;
    for (const nlohmann::json& check : lab.at("checks")) {
        const std::string asked = check.at("name");
        // Advice is no verdict: whether it is given is said only where expect.toml does.
        if (check.at("advisory") == true && expected_.explains.count(asked) == 0) continue;
        const bool should_fail = expected_.fails.count(asked) != 0 || check.at("advisory") == true;
        // Its points are lost, and it would have failed.
        const bool unreached = check.at("verdict") == "not-reached";
        EXPECT_TRUE(should_fail || !unreached) << asked << " might have passed: " << check.at("missing");
        if (unreached || expected_.may_fail.count(asked) != 0) continue;
        EXPECT_EQ(check.at("verdict"), should_fail ? "fail" : "pass") << asked << ": " << explanation(check);
        const auto words = expected_.explains.find(asked);
        if (words == expected_.explains.end()) continue;
        EXPECT_NE(explanation(check).find(words->second), std::string::npos)
            << asked << ": " << explanation(check);
    }
    EXPECT_EQ(lab.at("checks").size(), selected.size()) << "a check was not run";
    record(lab);
    require_cause(lab);
}

/// IO_LABS_RECORD=FILE: what was seen is added to the file, a line a submission, for tests/diagnosis/.
void Submission::record(const nlohmann::json& lab) const {
    const char* const wanted = std::getenv("IO_LABS_RECORD");
    if (wanted == nullptr || expected_.cause.empty()) return;
    nlohmann::json failed = nlohmann::json::object();
    for (const nlohmann::json& check : lab.at("checks")) {
        const std::string name = check.at("name");
        if (check.at("verdict") != "fail" || check.at("advisory") == true ||
            expected_.may_fail.count(name) != 0)
            continue;
        failed[name] = nlohmann::json::array();
        if (!check.at("finding").contains("facts")) continue;
        for (const nlohmann::json& fact : check.at("finding").at("facts"))
            failed[name].push_back({fact.at("kind"), fact.at("value")});
    }
    const nlohmann::json line = {{"lab", lab_},
                                 {"name", lab_directory(lab_) + "/" + name_},
                                 {"cause", expected_.cause},
                                 {"failed", failed}};
    std::ofstream(wanted, std::ios::app) << line.dump() << '\n';
}

/// One bug has one cause, which explains all that failed; a right server has none.
void Submission::require_cause(const nlohmann::json& lab) const {
    const nlohmann::json& causes = lab.at("causes");
    if (expected_.cause.empty()) {
        if (expected_.fails.empty()) {
            EXPECT_TRUE(causes.empty()) << causes.dump(2);
        }
        return;
    }
    ASSERT_FALSE(causes.empty()) << "no cause was found; the facts: " << facts_of(lab);
    EXPECT_EQ(causes[0].at("id"), expected_.cause) << causes.dump(2) << facts_of(lab);
    for (const nlohmann::json& check : lab.at("checks")) {
        const std::string name = check.at("name");
        if (check.at("verdict") != "fail" || check.at("advisory") == true ||
            expected_.may_fail.count(name) != 0)
            continue;
        const auto explained = causes[0].at("explains").get<std::set<std::string>>();
        EXPECT_EQ(explained.count(name), 1U) << name << " is not explained; the facts: " << facts_of(lab);
    }
}

void add(int lab, const std::string& name, const Expectation& expected) {
    const std::string suite = suite_of(lab) + "Submissions";
    // A hyphen in --gtest_filter begins what is to be left out: with one in its name, a test that is asked
    // for by name is none.
    std::string identifier = name;
    std::replace(identifier.begin(), identifier.end(), '-', '_');
    testing::RegisterTest(suite.c_str(), identifier.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [=]() -> testing::Test* { return new Submission(lab, name, expected); });
}

/// How many checks fail for each bug, of those that serve a client at all: the fewer, the better a report
/// says what is wrong. `fails` is held against what happens when the whole table is graded in full.
class CollateralFailures : public testing::Test {
 public:
    explicit CollateralFailures(int lab) : lab_(lab) {}

 private:
    void TestBody() override {
        constexpr double most_a_bug = 2.25;
        std::size_t bugs = 0;
        std::size_t failures = 0;
        for (const auto& [name, place] : places_of(lab_)) {
            const Expectation expected = load_expectation(place / "expect.toml");
            if (expected.fails.empty() || expected.fails.count("EchoesOneMessage") != 0) continue;
            ++bugs;
            failures += expected.fails.size();
        }
        if (bugs == 0) GTEST_SKIP() << "no bug has been written down for it";
        const double mean = static_cast<double>(failures) / static_cast<double>(bugs);
        std::cout << lab_phrase(lab_) << ": " << failures << " failing checks of " << bugs << " bugs, "
                  << mean << " each\n";
        EXPECT_LE(mean, most_a_bug);
    }

    int lab_;
};

void add_all(int lab) {
    add(lab, "reference", Expectation());
    testing::RegisterTest("Table", (suite_of(lab) + "HasFewFailuresABug").c_str(), nullptr, nullptr, __FILE__,
                          __LINE__, [=]() -> testing::Test* { return new CollateralFailures(lab); });
    for (const auto& [name, place] : places_of(lab)) add(lab, name, load_expectation(place / "expect.toml"));
}

}  // namespace
}  // namespace grader

int main(int argc, char** argv) {
    // Hundreds of servers would push out of a user's cache what is of use there.
    ::setenv("IO_LABS_CACHE", "off", 0);
    testing::InitGoogleTest(&argc, argv);
    for (const grader::Lab& lab : grader::all_labs()) {
        if (std::filesystem::exists(std::filesystem::path(REPOSITORY) / lab.rubric))
            grader::add_all(lab.number);
    }
    const int failed = RUN_ALL_TESTS();
    if (testing::UnitTest::GetInstance()->test_to_run_count() > 0) return failed;
    std::cerr << "no submission is called like that: nothing was tested\n";
    return 1;
}
