// Directories that are missing, odd, full or closed: the grading works, or says at once which one it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "on_machine.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Places : public testing::Test {
 protected:
    [[nodiscard]] Graded grade_with_temporary(const std::string& directory,
                                              const std::string& before = "") const {
        return machine_.grade(before + " export TMPDIR='" + directory + "';", 4, {"EchoesOneMessage"});
    }
    void expect_passes_in(const std::string& directory, const std::string& before = "") const {
        const Graded graded = grade_with_temporary(directory, before);
        EXPECT_EQ(graded.status, 0) << graded.complaint << graded.printed;
        EXPECT_THAT(graded.with("pass"), ElementsAre("EchoesOneMessage"));
    }
    void expect_refused(const std::string& directory) const {
        const Graded graded = grade_with_temporary(directory);
        EXPECT_EQ(graded.status, 3) << graded.printed;
        EXPECT_THAT(graded.complaint, AllOf(HasSubstr(directory), HasSubstr("TMPDIR")));
        EXPECT_THAT(graded.with("fail"), IsEmpty());
    }
    [[nodiscard]] fs::path made(const std::string& name) const {
        const fs::path directory = machine_.directory() / name;
        fs::create_directories(directory);
        return directory;
    }

    OnMachine machine_;
};

TEST_F(Places, ATemporaryDirectoryMayHaveAnyName) {
    expect_passes_in(made("with blanks, \"quotes\" and $(umlauts) ü").string());
    expect_passes_in(made(std::string(100, 'a') + "/" + std::string(100, 'b')).string());
}

TEST_F(Places, ATemporaryDirectoryMayBeRelativeOrALink) {
    fs::create_directory_symlink(made("real"), machine_.directory() / "link");
    expect_passes_in((machine_.directory() / "link").string());
    expect_passes_in("real", "cd '" + machine_.directory().string() + "';");
}

TEST_F(Places, ATemporaryDirectoryThatCannotBeUsedIsNamed) {
    expect_refused((machine_.directory() / "missing").string());
    std::ofstream(machine_.directory() / "file") << "no directory";
    expect_refused((machine_.directory() / "file").string());
    if (::geteuid() == 0) return;  // may write everywhere
    ::chmod(made("closed").c_str(), 0);
    expect_refused((machine_.directory() / "closed").string());
}

TEST_F(Places, TheHomeMayBeReadOnlyOrMissing) {
    const fs::path home = made("home");
    ::chmod(home.c_str(), 0555);
    for (const std::string& place : {home.string(), std::string("/dev/null/home")}) {
        const Graded graded =
            machine_.grade("unset IO_LABS_CACHE; export HOME='" + place + "';", 4, {"EchoesOneMessage"});
        EXPECT_EQ(graded.status, 0) << graded.complaint;
    }
}

TEST_F(Places, ResultsThatCannotBeWrittenAreAnErrorBeforeTheWork) {
    // Below what is no directory nobody can make one.
    const std::string nowhere = "/dev/null/document.json";
    const Graded graded = machine_.run("", "grade '" REPOSITORY "/solutions' --lab 4 --json " + nowhere);
    EXPECT_EQ(graded.status, 64);
    EXPECT_THAT(graded.complaint, HasSubstr(nowhere));
    EXPECT_THAT(graded.printed, IsEmpty());
}

}  // namespace
}  // namespace grader
