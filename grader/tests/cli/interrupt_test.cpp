// Ctrl-C or SIGTERM in the middle of a grading: the report so far, and the end that the signal brings. And
// the end of its time: a report that is complete.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/temporary_directory.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;

class Interrupted : public TestInDirectory {
 protected:
    /// A grading of the reference that runs two checks again and again.
    [[nodiscard]] pid_t start_grading(const char* within = "86400") const {
        const pid_t grader = ::fork();
        if (grader != 0) return grader;
        ::signal(SIGINT, SIG_DFL);
        ::signal(SIGTERM, SIG_DFL);
        redirect(STDOUT_FILENO, "out");
        redirect(STDERR_FILENO, "err");
        const std::string json = (directory_ / "r.json").string();
        ::execl(GRADER, GRADER, "--root", REPOSITORY, "grade", REPOSITORY "/solutions", "--lab", "4",
                "--check", "EchoesOneMessage", "--check", "EchoesEveryByteValue", "--repeat", "10000",
                "--within", within, "--json", json.c_str(), nullptr);
        ::_exit(127);
    }

    /// Until both checks have a verdict.
    [[nodiscard]] bool wait_for_verdicts() const {
        for (int tick = 0; tick < 2400; ++tick) {
            const auto document = nlohmann::json::parse(contents(directory_ / "r.json"), nullptr, false);
            if (document.is_object() && document.dump().find("not-run") == std::string::npos) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }

 private:
    void redirect(int descriptor, const char* name) const {
        ::dup2(::open((directory_ / name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600), descriptor);
    }
};

TEST_F(Interrupted, GradingReportsWhatItHasFoundAndEndsByTheSignal) {
    const pid_t grader = start_grading();
    ASSERT_GT(grader, 0);
    EXPECT_TRUE(wait_for_verdicts()) << contents(directory_ / "err");
    ::kill(grader, SIGINT);
    int status = 0;
    ASSERT_EQ(::waitpid(grader, &status, 0), grader);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << "a shell calls it status 130";
    EXPECT_THAT(contents(directory_ / "err"),
                HasSubstr("io-labs: interrupted; 2 of 2 checks were decided\n"));
    EXPECT_THAT(contents(directory_ / "out"), HasSubstr("Unfinished: the grading was interrupted"));
    const auto document = nlohmann::json::parse(contents(directory_ / "r.json"));
    EXPECT_FALSE(document.at("finished").get<bool>());
}

TEST_F(Interrupted, GradingSaysTheSameWhenItsHomeEndsIt) {
    const pid_t grader = start_grading();
    ASSERT_GT(grader, 0);
    EXPECT_TRUE(wait_for_verdicts()) << contents(directory_ / "err");
    ::kill(grader, SIGTERM);
    int status = 0;
    ASSERT_EQ(::waitpid(grader, &status, 0), grader);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM) << "a shell calls it status 143";
    EXPECT_THAT(contents(directory_ / "err"),
                HasSubstr("io-labs: ended by SIGTERM; 2 of 2 checks were decided\n"));
    EXPECT_THAT(contents(directory_ / "out"), HasSubstr("Unfinished: the grading was interrupted"));
    EXPECT_FALSE(nlohmann::json::parse(contents(directory_ / "r.json")).at("finished").get<bool>());
}

TEST_F(Interrupted, GradingThatIsGivenLittleTimeComesToItsEndWithinIt) {
    const auto start = std::chrono::steady_clock::now();
    const pid_t grader = start_grading("30");
    ASSERT_GT(grader, 0);
    int status = 0;
    ASSERT_EQ(::waitpid(grader, &status, 0), grader);
    EXPECT_LE(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
    ASSERT_TRUE(WIFEXITED(status));
    const auto document = nlohmann::json::parse(contents(directory_ / "r.json"));
    EXPECT_TRUE(document.at("finished").get<bool>());
    EXPECT_NE(document.at("status"), "unfinished");
    // A fast machine may have been through.
    if (document.at("status") != "passed") {
        EXPECT_THAT(document.at("notices").dump(), HasSubstr("time"));
    }
    EXPECT_EQ(WEXITSTATUS(status), document.at("status") == "passed" ? 0 : 3) << "right servers never fail";
}

}  // namespace
}  // namespace grader
