// The table of submissions: each directory under tests/submissions/lab4/ is graded as a user would, and its
// verdicts are held against its expect.toml: which checks fail (and by that, which pass), or that it can't be
// built or started. One GoogleTest test a submission, so that CTest runs several at a time.
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

class Submission : public testing::Test {
 public:
    Submission(fs::path directory, Expectation expected)
        : directory_(std::move(directory)), expected_(std::move(expected)) {}

 private:
    void TestBody() override;
    [[nodiscard]] std::string explanation(const nlohmann::json& check) const {
        return check.contains("finding") && !check["finding"].is_null() ? check["finding"].dump() : "";
    }

    fs::path directory_;
    Expectation expected_;
};

void Submission::TestBody() {
    const std::string tag = "io-labs-table-" + std::to_string(::getpid());
    const Temporary document(tag + ".json");
    const Temporary report(tag + ".txt");
    const std::string command = std::string("timeout 300 '") + GRADER + "' --root '" + REPOSITORY +
                                "' grade '" + directory_.string() + "' --lab 4 --json '" +
                                document.path.string() + "' > '" + report.path.string() + "' 2>&1";
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
        const bool should_fail = expected_.fails.count(name) != 0;
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

void add(const std::string& name, const fs::path& directory, const Expectation& expected) {
    testing::RegisterTest("Submissions", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [=]() -> testing::Test* { return new Submission(directory, expected); });
}

void add_all() {
    add("reference", fs::path(REPOSITORY) / "solutions", Expectation());
    std::vector<fs::path> directories;
    for (const auto& entry : fs::directory_iterator(fs::path(REPOSITORY) / "grader/tests/submissions/lab4")) {
        if (entry.is_directory()) directories.push_back(entry.path());
    }
    std::sort(directories.begin(), directories.end());
    for (const fs::path& directory : directories)
        add(directory.filename().string(), directory, load_expectation(directory / "expect.toml"));
}

}  // namespace
}  // namespace grader

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    grader::add_all();
    return RUN_ALL_TESTS();
}
