// Where the labs are, in all the forms in which work is handed in.
#include <filesystem>
#include <optional>
#include <string>

#include "base/labs.hpp"
#include "handed_in.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Place : public HandedIn {
 protected:
    [[nodiscard]] LabSources only_lab(const Wanted& wanted = any_lab) const {
        const Submission submission = read(wanted);
        EXPECT_THAT(submission.labs, SizeIs(1));
        return submission.labs.at(0);
    }
};

TEST_F(Place, IsTheDirectoryOfTheLab) {
    put("lab4/main.cpp");
    put("lab4/net/socket.hpp", "");
    const LabSources lab = only_lab();
    EXPECT_EQ(lab.lab, 4);
    EXPECT_EQ(files_of(lab), "lab4/main.cpp lab4/net/socket.hpp");
    EXPECT_EQ(lab.what_was_read(), "read: 2 files of lab4/");
    EXPECT_THAT(read().notices, IsEmpty());
}

TEST_F(Place, IsThatOfEachLabThatIsThere) {
    put("lab4/main.cpp");
    put("lab5/main.cpp");
    EXPECT_THAT(read().labs, SizeIs(2));
    EXPECT_THAT(read(lab4).labs, SizeIs(1));
}

TEST_F(Place, OfAnExerciseIsAskedForByNameOrAsAnExtra) {
    constexpr int exercise = first_practice + 2;
    put("starter/lab4/main.cpp");
    put("starter/practice2/main.cpp");
    EXPECT_THAT(read().labs, SizeIs(1)) << "nobody asked for it";
    EXPECT_EQ(only_lab({{exercise}, exercise, {}}).what_was_read(), "read: 1 file of starter/practice2/");
    const Submission both = read({{4, 5}, std::nullopt, {exercise, first_practice + 1}});
    ASSERT_THAT(both.labs, SizeIs(2)) << "and what is not there is not missed";
    EXPECT_EQ(both.labs[0].lab, 4);
    EXPECT_EQ(both.labs[1].lab, exercise);
}

TEST_F(Place, OfALabIsMissedBesideAnExtra) {
    put("practice2/main.cpp");
    const Submission submission = read({{4, 5}, std::nullopt, {first_practice + 2}});
    ASSERT_THAT(submission.labs, SizeIs(3));
    EXPECT_THAT(submission.labs[0].complaint, HasSubstr("there is no lab4/ in what was handed in"));
}

TEST_F(Place, HasAFingerprintThatLineEndsDoNotChange) {
    put("lab4/main.cpp", "int main() {\n}\n");
    const std::string before = only_lab().fingerprint();
    put("lab4/main.cpp", "int main() {\r\n}\r\n");
    EXPECT_EQ(only_lab().fingerprint(), before);
    put("lab4/main.cpp", "int main() {}\n");
    EXPECT_NE(only_lab().fingerprint(), before);
}

TEST_F(Place, InACloneIsStarterWhateverElseLiesAtTheRoot) {
    put("starter/lab4/main.cpp", "// the work\n");
    put("lab4/main.cpp", "// old\n");
    put("lab5/notes.md", "");
    const Submission submission = read();
    ASSERT_THAT(submission.labs, SizeIs(1));
    EXPECT_EQ(submission.labs[0].files.at(0).text, "// the work\n");
    EXPECT_EQ(submission.labs[0].what_was_read(), "read: 1 file of starter/lab4/");
    EXPECT_THAT(
        submission.notices,
        testing::ElementsAre(HasSubstr("lab4/ was not read: in a clone, starter/lab4/ is what is handed in"),
                             HasSubstr("lab5/ was not read")));
}

TEST_F(Place, InACloneWithoutTheLabIsToldWithWhatLiesAtTheRoot) {
    put(".io-labs/course", "version=1\n");
    put("starter/README.md", "");
    put("lab4/main.cpp");
    const Submission submission = read(lab4);
    EXPECT_THAT(submission.labs.at(0).complaint,
                HasSubstr("there is no lab4/ in starter/; found there: starter/README.md"));
    EXPECT_THAT(submission.notices, testing::Contains(HasSubstr("lab4/ was not read")));
}

TEST_F(Place, IsNoLinkToSomebodysSolution) {
    fs::create_directories(directory_ / "secret/lab4");
    fs::create_directory_symlink("secret", directory_ / "starter");
    put(".io-labs/course", "");
    EXPECT_THAT(only_lab(lab4).complaint, HasSubstr("starter is a symbolic link"));
    fs::remove(directory_ / "starter");
    fs::create_directory(directory_ / "starter");
    fs::create_directory_symlink("../secret/lab4", directory_ / "starter/lab4");
    EXPECT_THAT(only_lab(lab4).complaint, HasSubstr("starter/lab4 is a symbolic link"));
}

TEST_F(Place, IsFoundInAnyNumberOfFolders) {
    put("hw/io-labs-main/starter/lab4/main.cpp");
    put("hw/io-labs-main/README.md", "");
    put("__MACOSX/hw/io-labs-main/starter/lab4/._main.cpp", std::string("\0\5\26\7", 4));
    EXPECT_EQ(only_lab().what_was_read(), "read: 1 file of hw/io-labs-main/starter/lab4/");
}

TEST_F(Place, IsFoundUnderOtherSpellings) {
    for (const char* name : {"Lab4", "LAB4", "lab 4", "lab-4", "lab_04", "Lab 4"}) {
        put(std::string(name) + "/main.cpp");
        const LabSources lab = only_lab();
        EXPECT_EQ(lab.found_at, name);
        EXPECT_EQ(files_of(lab), "lab4/main.cpp");
        fs::remove_all(directory_ / name);
    }
}

TEST_F(Place, IsThePlainerOfTwoSpellings) {
    put("lab4/main.cpp", "// plain\n");
    put("Lab4/main.cpp", "// other\n");
    const Submission submission = read();
    EXPECT_EQ(submission.labs.at(0).files.at(0).text, "// plain\n");
    EXPECT_THAT(submission.notices, testing::ElementsAre("Lab4/ was not read: lab4/ is there, too"));
}

TEST_F(Place, MayBeANameWithABackslash) {
    put("lab4\\main.cpp");
    put("lab4\\net\\socket.hpp", "");
    EXPECT_EQ(files_of(only_lab()), "lab4/main.cpp lab4/net/socket.hpp");
}

TEST_F(Place, IsNotOutsideForANameWithABackslash) {
    put("lab4/main.cpp");
    put("lab4\\..\\..\\evil.cpp");
    const LabSources lab = only_lab();
    EXPECT_EQ(files_of(lab), "lab4/main.cpp");
    EXPECT_THAT(lab.what_was_read(), HasSubstr("leads out of what was handed in"));
}

TEST_F(Place, OfFlatFilesIsClearIfOneLabIsAskedFor) {
    put("main.cpp");
    put("net/socket.cpp", "");
    const LabSources lab = only_lab(lab4);
    EXPECT_EQ(files_of(lab), "lab4/main.cpp lab4/net/socket.cpp");
    EXPECT_EQ(lab.what_was_read(), "read: 2 files of what was handed in, as lab4/");
}

TEST_F(Place, OfFlatFilesInAFolderIsClearIfOneLabIsAskedFor) {
    put("my homework/main.cpp");
    EXPECT_EQ(only_lab(lab4).what_was_read(), "read: 1 file of my homework/");
}

TEST_F(Place, OfFlatFilesIsClearIfTheCourseHasOneLab) {
    put("main.cpp");
    EXPECT_EQ(files_of(only_lab({{4}, std::nullopt})), "lab4/main.cpp");
}

TEST_F(Place, OfFlatFilesIsClearIfTheirDirectoryIsCalledLikeALab) {
    put("Lab5/main.cpp");
    const Submission submission = read_submission(*open_directory(directory_ / "Lab5"), any_lab);
    ASSERT_THAT(submission.labs, SizeIs(1));
    EXPECT_EQ(submission.labs[0].lab, 5);
}

TEST_F(Place, OfFlatFilesIsAskedForIfEitherLabMayBeMeant) {
    put("main.cpp");
    put("echo.hpp", "");
    const Submission submission = read();
    ASSERT_THAT(submission.labs, SizeIs(2));
    for (const LabSources& lab : submission.labs) {
        EXPECT_EQ(lab.complaint,
                  "main.cpp is in no lab's directory, and it is not clear for which lab; put it into lab4/ "
                  "or lab5/, or "
                  "grade with --lab 4 or --lab 5");
        EXPECT_EQ(lab.what_was_read(), "read: nothing");
    }
}

TEST_F(Place, OfASingleFileIsClearIfItIsCalledLikeALab) {
    put("Lab5.cpp");
    const LabSources lab = only_lab();
    EXPECT_EQ(lab.lab, 5);
    EXPECT_EQ(files_of(lab), "lab5/Lab5.cpp");
}

TEST_F(Place, OfAnArchiveInsideIsToldWithWhatToDo) {
    put("homework.rar", "Rar!");
    EXPECT_THAT(
        only_lab(lab4).complaint,
        HasSubstr(
            "found there: homework.rar. About homework.rar: it is an archive; unpack it, and hand in what"));
}

TEST_F(Place, IsNotGuessedAmongSeveralSubmissions) {
    put("ada/lab4/main.cpp");
    put("bob/lab4/main.cpp");
    EXPECT_THAT(only_lab(lab4).complaint,
                AllOf(HasSubstr("several submissions (ada/, bob/)"), HasSubstr("hand in one")));
}

TEST_F(Place, OfAnotherLabIsTold) {
    put("lab5/main.cpp");
    EXPECT_EQ(only_lab(lab4).complaint, "there is no lab4/ in what was handed in, only lab5/");
}

TEST_F(Place, ThatIsAFileIsToldApartFromADirectory) {
    put("lab4");
    EXPECT_EQ(
        only_lab(lab4).complaint,
        "there is no lab4/ in what was handed in; found there: lab4. lab4 is no directory; make one that is "
        "called so, and put the sources into it");
}

TEST_F(Place, OfNothingIsToldWithWhatWasFound) {
    EXPECT_EQ(only_lab(lab4).complaint, "there is nothing in what was handed in: no lab4/");
    for (int number = 0; number < 12; ++number) put("notes" + std::to_string(number) + ".txt", "");
    EXPECT_THAT(
        read().labs.at(0).complaint,
        AllOf(HasSubstr("there is no lab4/ or lab5/ in what was handed in; found there: notes0.txt, "),
              HasSubstr(" and 2 more")));
}

TEST_F(Place, MayBeInsideAFolderThatIsCalledLikeTheLab) {
    put("lab4/io-labs-main/starter/lab4/main.cpp");
    put("lab4/io-labs-main/grader/other.cpp");
    EXPECT_EQ(only_lab().what_was_read(), "read: 1 file of lab4/io-labs-main/starter/lab4/");
}

TEST_F(Place, IsNotMissedBecauseOfAnEndlessTree) {
    std::string deep = "x";
    for (int depth = 0; depth < 300; ++depth) deep += "/x";
    put(deep + "/main.cpp");
    EXPECT_THAT(only_lab(lab4).complaint, testing::Not(IsEmpty()));
}

}  // namespace
}  // namespace grader
