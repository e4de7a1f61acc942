// What Slurm's programs print, read.
#include "class/slurm/tools.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace grader {
namespace {

using Words = std::vector<std::string>;

TEST(ShellWords, AreDividedAtBlanksAndKeptTogetherByQuotes) {
    EXPECT_EQ(shell_words("--mem=2G  --time=30"), (Words{"--mem=2G", "--time=30"}));
    EXPECT_EQ(shell_words("--comment='two words' \"--constraint=a b\" c\\ d"),
              (Words{"--comment=two words", "--constraint=a b", "c d"}));
    EXPECT_EQ(shell_words(" \t\n"), Words());
    EXPECT_EQ(shell_words("''"), Words{""});
    EXPECT_EQ(shell_words("\"a'b\" 'c\"d'"), (Words{"a'b", "c\"d"}));
}

TEST(ShellWords, AQuoteThatIsNotClosedIsNone) {
    EXPECT_EQ(shell_words("--comment='two words"), std::nullopt);
    EXPECT_EQ(shell_words("\""), std::nullopt);
}

TEST(ShellWord, IsTakenAsItIs) {
    EXPECT_EQ(shell_word("a b"), "'a b'");
    EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
    EXPECT_EQ(shell_words(shell_word("it's $(x) \\")), Words{"it's $(x) \\"});
}

TEST(QueueOf, KnowsEachTaskByJobAndIndex) {
    const Queue queue = queue_of(
        "12 0 RUNNING None\n12 1 PENDING JobArrayTaskLimit\n13 0 OUT_OF_MEMORY OutOfMemory\n7 N/A RUNNING "
        "None\n\nnonsense\n");
    ASSERT_EQ(queue.size(), 3U);
    EXPECT_EQ(queue.at({"12", 0}).state, "RUNNING");
    EXPECT_EQ(queue.at({"12", 1}).reason, "JobArrayTaskLimit");
    EXPECT_EQ(queue_of("1 0 PENDING (Nodes required for job are DOWN)\n").at({"1", 0}).reason,
              "(Nodes required for job are DOWN)");
    EXPECT_TRUE(queue.at({"13", 0}).is_over());
    EXPECT_FALSE(queue.at({"12", 0}).is_over());
    EXPECT_FALSE(queue.at({"12", 1}).is_over());
}

TEST(TaskInQueue, OneThatMayStillRunIsNotOver) {
    for (const char* const state :
         {"PENDING", "RUNNING", "SUSPENDED", "COMPLETING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD",
          "RESIZING", "SIGNALING", "STAGE_OUT", "STOPPED", "SPECIAL_EXIT", "REQUEUE_FED", "RESV_DEL_HOLD",
          "SOMETHING_NEW"})
        EXPECT_FALSE((TaskInQueue{state, ""}.is_over())) << state;
    for (const char* const state : {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "PREEMPTED",
                                    "BOOT_FAIL", "DEADLINE", "OUT_OF_MEMORY", "REVOKED"})
        EXPECT_TRUE((TaskInQueue{state, ""}.is_over())) << state;
}

TEST(MostTasks, IsTheClustersMaxArraySize) {
    EXPECT_EQ(most_tasks("Configuration data as of …\nMaxArraySize            = 1001\nMaxBatchRequeue = 5\n"),
              1001);
    EXPECT_EQ(most_tasks("x\nMaxArraySize            = \nMaxBatchRequeue = 5\n"), std::nullopt);
    EXPECT_EQ(most_tasks("x\nMaxArraySize = 0\n"), std::nullopt);
    EXPECT_EQ(most_tasks("slurm_load_ctl_conf error: Unable to contact slurm controller\n"), std::nullopt);
    EXPECT_EQ(most_tasks("x\nMaxArraySize"), std::nullopt);
}

TEST(SlurmTools, ThatAreNotInstalledAreNamed) {
    const std::string path = ::getenv("PATH") == nullptr ? "" : ::getenv("PATH");
    ::setenv("PATH", "/nowhere", 1);
    std::string said;
    try {
        const SlurmTools tools;
    } catch (const UserError& error) {
        said = error.what();
    }
    ::setenv("PATH", path.c_str(), 1);
    EXPECT_NE(said.find("sbatch is missing"), std::string::npos) << said;
    EXPECT_NE(said.find("slurm-client"), std::string::npos) << said;
}

}  // namespace
}  // namespace grader
