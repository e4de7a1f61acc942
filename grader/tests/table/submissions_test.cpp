// The table of submissions: each directory under tests/submissions/lab4/ and lab5/ is graded as a user would,
// and its verdicts are held against its expect.toml: which checks fail (and by that, which pass), or that it
// can't be built or started. One GoogleTest test a submission, so that CTest runs several at a time.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

namespace grader {
namespace {

namespace fs = std::filesystem;

struct Expectation {
    std::string status;  // "not-built", "not-started"; empty: graded
    std::set<std::string> fails;
    // Check → words that its explanation must have; "reason" → words that say why there was nothing to check.
    std::map<std::string, std::string> explains;
};

Expectation load_expectation(const fs::path& file) {
    const toml::table table = toml::parse_file(file.string());
    Expectation expected;
    expected.status = table["status"].value_or("");
    if (const toml::array* names = table["fails"].as_array()) {
        for (const toml::node& name : *names) expected.fails.insert(name.value_or(""));
    }
    if (const toml::table* texts = table["explains"].as_table()) {
        for (const auto& [check, words] : *texts)
            expected.explains[std::string(check.str())] = words.value_or("");
    }
    return expected;
}

/// A file that is gone at the end of the test.
struct Temporary {
    explicit Temporary(const std::string& name) : path(fs::temp_directory_path() / name) {}
    ~Temporary() { fs::remove(path); }
    fs::path path;
};

std::string contents(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// Each of these takes seconds, most of all those that build the server once more, with a sanitizer. A
/// submission with one bug runs them only if it must fail them, or if IO_LABS_TABLE=full asks for everything.
const std::set<std::string> costly = {"NoDataRaces",
                                      "NoMemoryErrors",
                                      "OutOfDescriptorsKeepsServing",
                                      "FirehoseStarvesNobody",
                                      "FewThreadsHoweverManyConnections",
                                      "TenThousandIdleConnections",
                                      "NeverReadingClientHoldsBackOnlyItself",
                                      "ShortWritesLoseNothing",
                                      "IdleTimeoutClosesOnlyTheIdle",
                                      "ThousandConnectionsLeaveNothingBehind",
                                      "InterruptedWaitIsRetried",
                                      "AbortedConnectionIsSkipped"};

/// The options that select the checks to run; none: all of them.
std::string selection(int lab, const Expectation& expected) {
    const char* wanted = std::getenv("IO_LABS_TABLE");
    if (expected.fails.empty() || (wanted != nullptr && std::string(wanted) == "full")) return "";
    const fs::path rubric =
        fs::path(REPOSITORY) / "labs" / (lab == 4 ? "lab4-blocking/rubric.toml" : "lab5-async/rubric.toml");
    const toml::table table = toml::parse_file(rubric.string());
    std::string options;
    for (const toml::node& check : *table["check"].as_array()) {
        const std::string name = (*check.as_table())["name"].value_or("");
        const bool skipped = lab == 4 ? name == "NoDataRaces" : costly.count(name) != 0;
        if (!skipped || expected.fails.count(name) != 0) options += " --check " + name;
    }
    return options;
}

class Submission : public testing::Test {
 public:
    Submission(int lab, fs::path directory, Expectation expected)
        : lab_(lab), directory_(std::move(directory)), expected_(std::move(expected)) {}

 private:
    void TestBody() override;
    [[nodiscard]] std::string explanation(const nlohmann::json& check) const {
        return check.contains("finding") && !check["finding"].is_null() ? check["finding"].dump() : "";
    }

    int lab_;
    fs::path directory_;
    Expectation expected_;
};

void Submission::TestBody() {
    const std::string tag = "io-labs-table-" + std::to_string(::getpid());
    const Temporary document(tag + ".json");
    const Temporary report(tag + ".txt");
    const std::string command = std::string("timeout 300 '") + GRADER + "' --root '" + REPOSITORY +
                                "' grade '" + directory_.string() + "' --lab " + std::to_string(lab_) +
                                selection(lab_, expected_) + " --json '" + document.path.string() + "' > '" +
                                report.path.string() + "' 2>&1";
    const int status = std::system(command.c_str());
    ASSERT_TRUE(WIFEXITED(status));
    const std::string shown = contents(report.path);
    ASSERT_TRUE(fs::exists(document.path)) << shown;
    const nlohmann::json result = nlohmann::json::parse(contents(document.path));
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
        const std::string name = check.at("name");
        // Advice is no verdict: whether it is given is said only where expect.toml does.
        if (check.at("advisory") == true && expected_.explains.count(name) == 0) continue;
        const bool should_fail = expected_.fails.count(name) != 0 || check.at("advisory") == true;
        EXPECT_EQ(check.at("verdict"), should_fail ? "fail" : "pass") << name << ": " << explanation(check);
        const auto words = expected_.explains.find(name);
        if (words == expected_.explains.end()) continue;
        EXPECT_NE(explanation(check).find(words->second), std::string::npos)
            << name << ": " << explanation(check);
    }
    for (const std::string& name : expected_.fails) {
        const auto& checks = lab.at("checks");
        EXPECT_TRUE(std::any_of(checks.begin(), checks.end(),
                                [&](const auto& check) { return check.at("name") == name; }))
            << "expect.toml names a check that does not exist: " << name;
    }
}

void add(int lab, const std::string& name, const fs::path& directory, const Expectation& expected) {
    const std::string suite = "Lab" + std::to_string(lab) + "Submissions";
    testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [=]() -> testing::Test* { return new Submission(lab, directory, expected); });
}

void add_all(int lab) {
    add(lab, "reference", fs::path(REPOSITORY) / "solutions", Expectation());
    const fs::path submissions =
        fs::path(REPOSITORY) / "grader/tests/submissions" / ("lab" + std::to_string(lab));
    std::vector<fs::path> directories;
    for (const auto& entry : fs::directory_iterator(submissions)) {
        if (entry.is_directory()) directories.push_back(entry.path());
    }
    std::sort(directories.begin(), directories.end());
    for (const fs::path& directory : directories)
        add(lab, directory.filename().string(), directory, load_expectation(directory / "expect.toml"));
}

}  // namespace
}  // namespace grader

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    for (const int lab : {4, 5}) grader::add_all(lab);
    return RUN_ALL_TESTS();
}
