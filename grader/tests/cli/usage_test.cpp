// What the user gives is wrong: one clear line, the right status, and nothing on standard output.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Outcome {
    int status = -1;
    std::string printed;
    std::string complaint;
};

class Usage : public TestInDirectory {
 protected:
    Usage() {
        ::unsetenv("IO_LABS_ROOT");
        fs::create_directories(directory_ / "ada/lab4");
        std::ofstream(directory_ / "ada/lab4/main.cpp") << "int main() {}\n";
    }

    [[nodiscard]] Outcome run(const std::string& arguments) const {
        const fs::path out = directory_ / "out";
        const fs::path err = directory_ / "err";
        const std::string command = std::string("cd '") + directory_.string() + "' && timeout 60 '" + GRADER +
                                    "' " + arguments + " > '" + out.string() + "' 2> '" + err.string() + "'";
        const int status = std::system(command.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(out), contents(err)};
    }

    /// Status 64 and the only line.
    [[nodiscard]] std::string complaint(const std::string& arguments) const {
        const Outcome outcome = run(arguments);
        EXPECT_EQ(outcome.status, 64) << outcome.complaint;
        EXPECT_THAT(outcome.printed, IsEmpty());
        EXPECT_EQ(std::count(outcome.complaint.begin(), outcome.complaint.end(), '\n'), 1)
            << outcome.complaint;
        EXPECT_EQ(outcome.complaint.rfind("io-labs: ", 0), 0U) << outcome.complaint;
        return outcome.complaint;
    }

    [[nodiscard]] std::string complaint_of_grade(const std::string& arguments) const {
        return complaint("--root '" REPOSITORY "' grade " + arguments);
    }

    /// A course repository of the test's own, with this rubric.
    void make_repository(const std::string& rubric) const {
        fs::create_directories(directory_ / "course/labs/lab4-blocking");
        std::ofstream(directory_ / "course/labs/lab4-blocking/rubric.toml") << rubric;
    }
};

TEST_F(Usage, OfADirectoryThatDoesNotExistIsTold) {
    EXPECT_THAT(complaint_of_grade("no/such"), HasSubstr("no/such: there is no such directory or archive"));
}

TEST_F(Usage, OfAFileInsteadOfADirectoryIsTold) {
    EXPECT_THAT(complaint_of_grade("ada/lab4/main.cpp"),
                HasSubstr("ada/lab4/main.cpp is neither a directory nor a zip or tar archive"));
}

TEST_F(Usage, OfACommitThatDoesNotExistIsToldInGitsWords) {
    EXPECT_THAT(complaint_of_grade("ada --commit HEAD"), HasSubstr("not a git repository"));
}

TEST_F(Usage, OfACheckThatDoesNotExistIsTold) {
    EXPECT_THAT(complaint_of_grade("ada --check 'Lemonade*'"),
                HasSubstr("no check of lab 4 matches --check Lemonade*"));
    EXPECT_THAT(complaint_of_grade("ada --check '*echo*'"), HasSubstr("did you mean EchoesOneMessage, "));
    fs::create_directory(directory_ / "ada/lab5");
    EXPECT_THAT(
        complaint_of_grade("ada --check Echo"),
        AllOf(HasSubstr("no check of lab 4 or 5 matches --check Echo; did you mean Echo"), HasSubstr("or ")));
}

TEST_F(Usage, OfAPatternThatMatchesNothingBesideOneThatDoesIsTold) {
    EXPECT_THAT(complaint_of_grade("ada --check EchoesOneMessage --check Lemonade"),
                HasSubstr("no check of lab 4 matches --check Lemonade"));
    EXPECT_THAT(complaint_of_grade("ada --check EchoesOneMessage,Lemonade"),
                HasSubstr("no check of lab 4 matches --check Lemonade"));
    EXPECT_THAT(complaint_of_grade("ada --check EchoesOneMessage lemonade"),
                HasSubstr("lemonade: that is neither a directory nor a check of lab 4"));
    EXPECT_THAT(complaint_of_grade("--check EchoesOneMessage adaa"),
                HasSubstr("adaa: that is neither a directory nor a check"));
    EXPECT_THAT(complaint_of_grade("--check ada"),
                HasSubstr("that is a directory, did you mean `./lab grade ada`?"));
}

TEST_F(Usage, OfAStageThatDoesNotExistNamesThoseThatDo) {
    EXPECT_THAT(complaint_of_grade("ada --stage E"),
                HasSubstr("there is no stage E; lab 4 has the stages A, B, C and D"));
    EXPECT_THAT(complaint_of_grade("ada --stage A,X"), HasSubstr("there is no stage X"));
    fs::create_directory(directory_ / "ada/lab5");
    EXPECT_THAT(complaint_of_grade("ada --stage F"),
                HasSubstr("there is no stage F; lab 4 has the stages A, B, C and D, lab 5 has the stages A, "
                          "B, C, D and E"));
    EXPECT_THAT(complaint_of_grade("ada --stage"), HasSubstr("--stage wants a value: --stage STAGE"));
    EXPECT_THAT(complaint("--root '" REPOSITORY "' watch 4 ada --stage F"),
                HasSubstr("there is no stage F; lab 4 has"));
}

TEST_F(Usage, OfACheckOfAnotherStageSaysOfWhich) {
    EXPECT_THAT(complaint_of_grade("ada --stage A --check SilentClientBlocksNobody"),
                HasSubstr("no check of stage A of lab 4 matches --check SilentClientBlocksNobody; "
                          "SilentClientBlocksNobody is of stage B of lab 4"));
}

TEST_F(Usage, OfAStageGradesItsChecksOnlyInEitherSpelling) {
    const Outcome outcome = run("--root '" REPOSITORY
                                "' grade ada --stage d,A --check EchoesOneMessage 'BadFlags*' --json r.json");
    const auto document = nlohmann::json::parse(contents(directory_ / "r.json"));
    for (const auto& check : document.at("labs").at(0).at("checks"))
        EXPECT_TRUE(check.at("stage") == "A" || check.at("stage") == "D") << check << outcome.complaint;
    EXPECT_EQ(document.at("labs").at(0).at("checks").size(), 2U);
    EXPECT_TRUE(document.at("partial"));
    EXPECT_TRUE(document.at("only_stages").empty()) << "not all checks of these stages were selected";
    run("--root '" REPOSITORY "' grade ada --stage d --json r.json");
    EXPECT_EQ(nlohmann::json::parse(contents(directory_ / "r.json")).at("only_stages"),
              nlohmann::json({"D"}));
}

TEST_F(Usage, OfMorePatternsAfterCheckRunsTheChecksOfAll) {
    const Outcome outcome =
        run("--root '" REPOSITORY "' grade ada --check EchoesOneMessage 'Prints*' --json r.json");
    const auto document = nlohmann::json::parse(contents(directory_ / "r.json"));
    EXPECT_GE(document.at("labs").at(0).at("checks").size(), 2U) << outcome.complaint;
}

TEST_F(Usage, OfALabThatDoesNotExistIsTold) {
    EXPECT_THAT(complaint_of_grade("ada --lab 7"),
                HasSubstr("there is no lab \"7\"; there are lab 4 and lab 5"));
    EXPECT_THAT(complaint_of_grade("ada --lab four"), HasSubstr("--lab"));
}

TEST_F(Usage, WithoutTheCourseRepositoryIsTold) {
    EXPECT_THAT(complaint("grade ada"), HasSubstr("--root DIR"));
    EXPECT_THAT(complaint("--root /nonexistent grade ada"), HasSubstr("--root DIR"));
}

TEST_F(Usage, OfACourseRepositoryWithoutARubricIsTold) {
    fs::create_directories(directory_ / "course/labs");
    EXPECT_THAT(complaint("--root course grade ada"),
                HasSubstr("course is no copy of the course: it has neither labs/lab4-blocking/rubric.toml"));
}

TEST_F(Usage, OfABrokenRubricIsToldWithItsPlace) {
    make_repository("[lab\nnumber = 4\n");
    const Outcome outcome = run("--root course grade ada");
    EXPECT_EQ(outcome.status, 64);
    EXPECT_THAT(outcome.complaint, HasSubstr("course/labs/lab4-blocking/rubric.toml:1"));
}

TEST_F(Usage, OfAResultDocumentThatCannotBeWrittenIsTold) {
    EXPECT_THAT(complaint_of_grade("ada --json no/such/r.json"),
                AllOf(HasSubstr("no/such/r.json"), HasSubstr("there is no directory")));
    EXPECT_THAT(complaint_of_grade("ada --json ada"), HasSubstr("that is a directory"));
    EXPECT_THAT(complaint_of_grade("ada --json /proc/r.json"), HasSubstr("/proc/r.json"));
}

TEST_F(Usage, OfAReportThatCannotBeWrittenIsToldBeforeGrading) {
    EXPECT_THAT(complaint_of_grade("ada --report terminal=no/such/r.txt"),
                AllOf(HasSubstr("the terminal report no/such/r.txt"), HasSubstr("there is no directory")));
    EXPECT_THAT(complaint_of_grade("ada --json r --report terminal=./r"),
                HasSubstr("two reports would be written to"));
}

TEST_F(Usage, OfAReportOfWhatIsNoDocumentIsTold) {
    EXPECT_THAT(complaint("report r.json --as terminal"), HasSubstr("r.json: No such file"));
    EXPECT_THAT(complaint("report ada --as terminal"), HasSubstr("ada is a directory"));
    std::ofstream(directory_ / "r.json") << "{\"format\": \"junit\"}";
    EXPECT_THAT(complaint("report r.json --as terminal"),
                HasSubstr("r.json cannot be reported: result document: format should be"));
    std::ofstream(directory_ / "r.json") << "<testsuites/>";
    EXPECT_THAT(complaint("report r.json --as terminal"), HasSubstr("it is not JSON"));
}

TEST_F(Usage, OfAHintAboutACauseThatIsNotKnownNamesTheNearest) {
    EXPECT_THAT(
        complaint("--root '" REPOSITORY "' hint waits-for-a-ful-buffer"),
        HasSubstr("there is no cause \"waits-for-a-ful-buffer\"; did you mean waits-for-a-full-buffer? "));
    EXPECT_THAT(complaint("--root '" REPOSITORY "' hint full-buffer"), HasSubstr("waits-for-a-full-buffer"));
    EXPECT_THAT(complaint("hint"), HasSubstr("which cause?"));
}

TEST_F(Usage, OfHintsTellsALevelMoreEachTime) {
    fs::create_directories(directory_ / "course/labs");
    // What was told last is kept where something is built.
    fs::create_directories(directory_ / "course/build");
    fs::copy(fs::path(REPOSITORY) / "labs/causes.toml", directory_ / "course/labs/causes.toml");
    fs::copy(fs::path(REPOSITORY) / "labs/lab4-blocking", directory_ / "course/labs/lab4-blocking");
    std::string before;
    for (const char* label : {"\n  Question ", "\n  Direction ", "\n  How "}) {
        EXPECT_THAT(before, Not(HasSubstr(label)));
        before = run("--root course hint waits-for-a-full-buffer").printed;
        EXPECT_THAT(before, HasSubstr(label));
    }
    EXPECT_THAT(before, HasSubstr("labs/lab4-blocking/README.md#"));
    EXPECT_THAT(before, Not(HasSubstr("./lab hint")));
    EXPECT_THAT(run("--root course hint waits-for-a-full-buffer --hints 1").printed,
                Not(HasSubstr("Direction")));
}

TEST_F(Usage, OfHelpSucceeds) {
    const Outcome outcome = run("grade --help");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.printed, HasSubstr("--check"));
    EXPECT_THAT(outcome.complaint, IsEmpty());
}

TEST_F(Usage, OfTheDoctorShowsTheLayersOfThisMachine) {
    const Outcome outcome = run("doctor");
    EXPECT_THAT(outcome.status, testing::AnyOf(0, 3)) << outcome.complaint;
    EXPECT_THAT(outcome.printed, AllOf(HasSubstr("private network"), HasSubstr("system-call filter"),
                                       HasSubstr("kept builds: ")));
}

// A submission's fault is a grade, not wrong usage.
TEST_F(Usage, OfASubmissionThatDoesNotBuildEndsWithTwoAndADocument) {
    std::ofstream(directory_ / "ada/lab4/main.cpp") << "int main( {}\n";
    const Outcome outcome =
        run("--root '" REPOSITORY "' grade ada --json r.json --report terminal=r.txt --notice 'look: $HOME'");
    EXPECT_EQ(outcome.status, 2) << outcome.complaint;
    const auto document = nlohmann::json::parse(contents(directory_ / "r.json"));
    EXPECT_EQ(document.at("labs").at(0).at("status"), "not-built");
    EXPECT_TRUE(document.at("finished").get<bool>());
    EXPECT_THAT(outcome.printed, AllOf(StartsWith("! look: $HOME\n"), HasSubstr("lab4/main.cpp:1")));

    const std::string text = contents(directory_ / "r.txt");
    EXPECT_THAT(text, AllOf(StartsWith("! look: $HOME\n"), HasSubstr("lab4/main.cpp:1")));
    EXPECT_EQ(run("report r.json --as terminal").printed, text);
    const Outcome quiet = run("report r.json --as terminal --output again.txt");
    EXPECT_EQ(quiet.status, 0) << quiet.complaint;
    EXPECT_THAT(quiet.printed, IsEmpty());
    EXPECT_EQ(contents(directory_ / "again.txt"), text);
}

// What was handed in and can't be used is no wrong usage: every home needs a result of it, with the reason.
TEST_F(Usage, OfASubmissionThatCannotBeUsedEndsWithTwoAndADocument) {
    fs::create_directory(directory_ / "empty");
    std::ofstream(directory_ / "broken.zip") << "This is no archive.\n";
    fs::create_directories(directory_ / "other/lab5");
    std::ofstream(directory_ / "other/lab5/main.cpp") << "int main() {}\n";
    for (const auto& [handed_in, reason] :
         {std::pair("empty", "there is nothing in what was handed in: no lab4/"),
          std::pair("broken.zip", "broken.zip can't be unpacked"),
          std::pair("other", "there is no lab4/ in what was handed in, only lab5/")}) {
        const Outcome outcome = run(std::string("--root '" REPOSITORY "' grade ") + handed_in +
                                    " --lab 4 --json r.json --report score=score");
        EXPECT_EQ(outcome.status, 2) << outcome.complaint;
        EXPECT_THAT(outcome.printed, AllOf(HasSubstr(reason), HasSubstr("Lab 4: 0 / 100")));
        const auto document = nlohmann::json::parse(contents(directory_ / "r.json"));
        EXPECT_TRUE(document.at("finished").get<bool>());
        EXPECT_EQ(document.at("labs").at(0).at("status"), "not-built");
        EXPECT_THAT(contents(directory_ / "score"), StartsWith("0 100 "));
    }
}

TEST_F(Usage, OfADirectoryWithAnArchiveInItMeansTheArchive) {
    fs::create_directory(directory_ / "uploaded");
    std::ofstream(directory_ / "ada/lab4/main.cpp") << "int main( {}\n";
    const std::string pack = "tar -C '" + (directory_ / "ada").string() + "' -czf '" +
                             (directory_ / "uploaded/hw.tgz").string() + "' .";
    ASSERT_EQ(std::system(pack.c_str()), 0);
    EXPECT_THAT(run("--root '" REPOSITORY "' grade uploaded").printed, HasSubstr("read: 1 file of lab4/"));
}

TEST_F(Usage, OfALabsOwnDirectoryMeansThatLab) {
    std::ofstream(directory_ / "ada/lab4/main.cpp") << "int main( {}\n";
    for (const char* named : {"ada/lab4", "./ada/lab4/"}) {
        const Outcome outcome = run(std::string("--root '" REPOSITORY "' grade ") + named);
        EXPECT_EQ(outcome.status, 2);
        EXPECT_THAT(outcome.printed, AllOf(HasSubstr("read: 1 file of what was handed in, as lab4/"),
                                           HasSubstr("lab4/main.cpp:1"), testing::Not(HasSubstr("Lab 5"))));
    }
}

TEST_F(Usage, OfACourseWithOneLabKnowsOnlyThat) {
    fs::create_directories(directory_ / "course/labs");
    fs::create_directory_symlink(REPOSITORY "/labs/lab4-blocking", directory_ / "course/labs/lab4-blocking");
    fs::create_symlink(REPOSITORY "/labs/causes.toml", directory_ / "course/labs/causes.toml");
    fs::create_directory_symlink(REPOSITORY "/starter", directory_ / "course/starter");
    std::ofstream(directory_ / "main.cpp") << "int main( {}\n";
    EXPECT_THAT(complaint("--root course grade ada --lab 5"),
                HasSubstr("this copy of the course has no lab 5"));
    fs::create_directory(directory_ / "flat");
    fs::rename(directory_ / "main.cpp", directory_ / "flat/main.cpp");
    EXPECT_THAT(run("--root course grade flat").printed, HasSubstr("lab4/main.cpp:1"));
}

// Whoever reads the reports of a grading that was killed must not take them for those of one that ended.
TEST_F(Usage, AKilledGradingLeavesReportsThatSaySo) {
    std::ofstream(directory_ / "ada/lab4/main.cpp") << "#include <iostream>\nint main() {}\n";
    const std::string command =
        "exec > /dev/null 2>&1; cd '" + directory_.string() +
        "' || exit; '" GRADER "' --root '" REPOSITORY
        "' grade ada --json r.json --report classroom=c.json --report gradescope=g.json & "
        "grader=$!; for tick in $(seq 600); do [ -e g.json ] && break; sleep 0.05; done; "
        "kill -KILL $grader; wait $grader";
    const int status = std::system(command.c_str());
    EXPECT_EQ(WEXITSTATUS(status), 128 + 9);
    const auto classroom = nlohmann::json::parse(contents(directory_ / "c.json"));
    EXPECT_EQ(classroom.at("status"), "error");
    EXPECT_EQ(classroom.at("max_score"), 100);
    const auto gradescope = nlohmann::json::parse(contents(directory_ / "g.json"));
    EXPECT_EQ(gradescope.at("score"), 0);
    EXPECT_THAT(gradescope.at("output").get<std::string>(), StartsWith("Unfinished: "));
    EXPECT_EQ(run("report r.json --as classroom").printed, contents(directory_ / "c.json"));
}

TEST_F(Usage, OfAClassroom50ReportWithoutItsEnvironmentIsToldBeforeGrading) {
    ::unsetenv("CLASSROOM");
    EXPECT_THAT(complaint_of_grade("ada --report classroom50=result.json"),
                HasSubstr("CLASSROOM is not set"));
}

}  // namespace
}  // namespace grader
