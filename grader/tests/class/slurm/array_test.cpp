// What an array of tasks is made of.
#include "class/slurm/array.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

class ArrayOfTasks : public TestInDirectory {
 protected:
    /// Runs task `index` of the script as a job of Slurm would be run.
    static void run(const fs::path& array, int index) {
        const std::string command =
            "SLURM_ARRAY_TASK_ID=" + std::to_string(index) + " bash '" + (array / "script.sh").string() + "'";
        ASSERT_EQ(std::system(command.c_str()), 0);
    }
};

TEST_F(ArrayOfTasks, EachTaskRunsItsOwnWordsAndLeavesItsStatus) {
    const SlurmDirectory slurm(directory_);
    const fs::path array = slurm.make_array();
    const std::string odd = (directory_ / "it's $HOME").string();
    write_file(
        array / "script.sh",
        array_script(array, {{"/bin/sh", "-c", "exit 75"}, {"/bin/touch", odd}, {"/no/such/program"}}));
    EXPECT_EQ(status_of_task(array, 0), std::nullopt);
    run(array, 0);
    run(array, 1);
    run(array, 2);
    EXPECT_EQ(status_of_task(array, 0), 75);
    EXPECT_EQ(status_of_task(array, 1), 0);
    EXPECT_TRUE(fs::exists(odd));
    EXPECT_EQ(status_of_task(array, 2), 127) << "a node that does not see the program";
}

TEST_F(ArrayOfTasks, ATaskThatWasKilledLeavesItsSignal) {
    const SlurmDirectory slurm(directory_);
    const fs::path array = slurm.make_array();
    write_file(array / "script.sh", array_script(array, {{"/bin/sh", "-c", "kill -KILL $$"}}));
    run(array, 0);
    EXPECT_EQ(status_of_task(array, 0), 128 + 9);
}

TEST_F(ArrayOfTasks, AnIndexThatIsNotThereIsNotDone) {
    const SlurmDirectory slurm(directory_);
    const fs::path array = slurm.make_array();
    write_file(array / "script.sh", array_script(array, {{"/bin/true"}}));
    run(array, 5);
    EXPECT_NE(status_of_task(array, 5), 0);
}

TEST_F(ArrayOfTasks, WhoComesLaterFindsTheSameJobsAndANewDirectory) {
    const SlurmDirectory first(directory_);
    const SlurmDirectory second(directory_);
    EXPECT_EQ(first.job_name(), second.job_name());
    EXPECT_NE(first.make_array(), second.make_array());
    fs::create_directory(directory_ / "other");
    EXPECT_NE(SlurmDirectory(directory_ / "other").job_name(), first.job_name());
}

TEST(SbatchOptions, SayHowManyRunAtOnceAndLetTheOthersWin) {
    const std::vector<std::string> options = sbatch_options("io-labs-1", "/out/50%", 12, 3, {"--mem=4G"});
    const auto has = [&](const std::string& word) {
        return std::find(options.begin(), options.end(), word) != options.end();
    };
    EXPECT_TRUE(has("--array=0-11%3"));
    EXPECT_TRUE(has("--job-name=io-labs-1"));
    EXPECT_TRUE(has("--requeue"));
    EXPECT_TRUE(has("--output=/out/50%%/%a.log"));
    EXPECT_EQ(options.back(), "--mem=4G");
    const std::vector<std::string> all = sbatch_options("io-labs-1", "/out", 1, 0, {});
    EXPECT_NE(std::find(all.begin(), all.end(), "--array=0-0"), all.end());
}

}  // namespace
}  // namespace grader
