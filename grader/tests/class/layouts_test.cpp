#include "class/layouts.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

class Layouts : public testing::Test {
 protected:
    void submission(const std::string& directory) const {
        write_file(top() / directory / "lab4/main.cpp", "int main() {}\n");
    }
    [[nodiscard]] Found found() const { return find_submissions(top()); }
    [[nodiscard]] std::vector<std::string> ids() const {
        std::vector<std::string> all;
        for (const HandedIn& one : found().submissions) all.push_back(one.id);
        return all;
    }
    [[nodiscard]] fs::path top() const { return directory_.path() / name_; }

    TemporaryDirectory directory_;
    std::string name_ = "class";
};

TEST_F(Layouts, AFolderOrAnArchiveEach) {
    submission("ada");
    write_file(top() / "bob.tar.gz", "x");
    write_file(top() / "cyd.v2.zip", "x");
    write_file(top() / "grades.xlsx", "x");
    EXPECT_THAT(ids(), ElementsAre("ada", "bob", "cyd.v2"));
    EXPECT_THAT(found().notices, ElementsAre(HasSubstr("grades.xlsx is neither a directory nor a zip")));
}

TEST_F(Layouts, AFolderAroundEverythingIsNoStudent) {
    submission("download/ada");
    submission("download/bob");
    EXPECT_THAT(ids(), ElementsAre("ada", "bob"));
}

TEST_F(Layouts, AClassOfOneIsAClass) {
    submission("ada");
    EXPECT_THAT(ids(), ElementsAre("ada"));
}

TEST_F(Layouts, ClonesOfClassroomsLoseTheAssignmentsName) {
    name_ = "echo-server-submissions";
    submission("echo-server-ada-l");
    submission("echo-server-bob");
    EXPECT_THAT(ids(), ElementsAre("ada-l", "bob"));
    name_ = "cs-echo_submissions_2026_12_01_T_10_11_12";
    submission("cs-echo-ada");
    write_file(top() / "scores.csv", "username\n");
    EXPECT_THAT(ids(), ElementsAre("ada"));
}

TEST_F(Layouts, MoodlesNamesTellWhoAndWhatIsTheStudents) {
    submission("Ada Lovelace_12_assignsubmission_file_");
    submission("Group A-Zoë Müller_13_assignsubmission_file");
    write_file(top() / "Bob_14_assignsubmission_file_lab4.zip", "x");
    write_file(top() / "Cy D_15_assignsubmission_file_main.cpp", "x");
    write_file(top() / "Cy D_15_assignsubmission_file_echo.hpp", "x");
    write_file(top() / "Cy D_15_assignsubmission_onlinetext_onlinetext.html", "x");
    const Found all = found();
    EXPECT_EQ(all.layout, "Moodle's download");
    ASSERT_EQ(all.submissions.size(), 4U);
    EXPECT_EQ(all.submissions[0].name, "Ada Lovelace");
    EXPECT_THAT(all.submissions[0].keys, Contains("participant 12"));
    EXPECT_EQ(all.submissions[1].place, top() / "Bob_14_assignsubmission_file_lab4.zip");
    EXPECT_EQ(all.submissions[2].files.size(), 3U);
    EXPECT_TRUE(all.submissions[2].place.empty());
    EXPECT_THAT(all.submissions[3].keys, Contains("zoëmüller")) << "without the group's name";
}

TEST_F(Layouts, OfTwoFoldersOfOneStudentNeitherIsTaken) {
    submission("Ada Größe_7_assignsubmission_file_");
    submission("Ada Größe_7_assignsubmission_file");
    submission("Bob_8_assignsubmission_file_");
    submission("Bob_8_assignsubmission_file_ (1)");
    submission("Cy_9_assignsubmission_file");
    write_file(top() / "Cy_9_assignsubmission_onlinetext/onlinetext.html", "x");
    submission("Dee_10_assignsubmission_file_");
    write_file(top() / "Dee_10_assignsubmission_file_lab4.zip", "x");
    const Found moodle = found();
    ASSERT_EQ(moodle.submissions.size(), 4U);
    for (const int at : {0, 1, 3}) {
        EXPECT_TRUE(moodle.submissions[at].place.empty());
        EXPECT_TRUE(moodle.submissions[at].files.empty());
        EXPECT_THAT(moodle.submissions[at].problem, HasSubstr("not clear which one counts"));
    }
    EXPECT_THAT(moodle.submissions[0].problem, HasSubstr("Größe_7_assignsubmission_file/ and "));
    EXPECT_THAT(moodle.submissions[1].problem, HasSubstr("Bob_8_assignsubmission_file_ (1)/"));
    EXPECT_THAT(moodle.submissions[3].problem, HasSubstr("Dee_10_assignsubmission_file_lab4.zip"));
    EXPECT_EQ(moodle.submissions[2].place, top() / "Cy_9_assignsubmission_file") << "text and files are one";
    EXPECT_THAT(moodle.submissions[2].notices, ElementsAre(HasSubstr("onlinetext/ was left out")));
    name_ = "plain";
    submission("ada");
    write_file(top() / "ada.zip", "x");
    submission("bob");
    write_file(top() / "bob (2).tar.gz", "x");
    submission("cy (1)");
    const Found plain = found();
    ASSERT_EQ(plain.submissions.size(), 3U);
    EXPECT_THAT(plain.submissions[0].problem, HasSubstr("ada/ and ada.zip"));
    EXPECT_THAT(plain.submissions[1].problem, HasSubstr("bob (2).tar.gz"));
    EXPECT_EQ(plain.submissions[2].id, "cy (1)");
    EXPECT_EQ(plain.submissions[2].problem, "");
}

TEST_F(Layouts, CanvasNamesTellWhoIsLate) {
    write_file(top() / "lovelaceada_LATE_901_77_lab4.zip", "x");
    write_file(top() / "bob_902_78_lab4-1.zip", "x");
    const Found all = found();
    EXPECT_EQ(all.layout, "Canvas's download");
    EXPECT_TRUE(all.submissions[1].late);
    EXPECT_FALSE(all.submissions[0].late);
    EXPECT_THAT(all.submissions[1].keys, ElementsAre("canvas 901", "lovelaceada"));
}

TEST_F(Layouts, GradescopesMetadataNamesEachMemberOfAGroup) {
    submission("submission_1");
    submission("submission_2");
    write_file(top() / "submission_metadata.yml", R"(---
submission_1:
  :submitters:
  - :name: Ada Lovelace
    :sid: '007'
    :email: ada@x.org
  - :name: "Zo\u00EB"
    :sid: '008'
    :email: zoe@x.org
  :created_at: 2026-12-01 23:59:59.123456000 +01:00
  :score: 3.0
  :results:
    :tests:
    - :name: a
      :output: "submission_9:\n  :submitters:"
submission_2:
  :submitters:
  - :name: Bob
    :sid:
    :email: bob@x.org
  :created_at: 2026-12-02 01:00:00.000000000 Z
../escape:
  :submitters:
  - :name: Eve
    :sid: '9'
    :email: eve@x.org
)");
    const Found all = found();
    EXPECT_EQ(all.layout, "Gradescope's export");
    ASSERT_EQ(all.submissions.size(), 4U);
    EXPECT_EQ(all.submissions[0].id, "ada");
    EXPECT_EQ(all.submissions[0].submitted, "2026-12-01T22:59:59Z");
    EXPECT_EQ(all.submissions[1].name, "Zoë");
    EXPECT_EQ(all.submissions[1].place, all.submissions[0].place);
    EXPECT_EQ(all.submissions[2].id, "bob");
    EXPECT_THAT(all.submissions[3].problem, HasSubstr("no such folder"));
    write_file(top() / "submission_metadata.yml", "a: [");
    EXPECT_THAT([&] { (void)found(); }, ThrowsMessage<UserError>(HasSubstr("is not Gradescope's")));
}

TEST_F(Layouts, OneSubmissionIsNoClassAndALinkIsNotFollowed) {
    submission(".");
    EXPECT_THAT([&] { (void)found(); },
                ThrowsMessage<UserError>(HasSubstr("looks like one submission (lab4/ is in it)")));
    name_ = "links";
    submission("ada");
    fs::create_directory_symlink("/etc", top() / "eve");
    EXPECT_THAT(found().submissions.at(1).problem, HasSubstr("it is a link"));
    name_ = "empty";
    fs::create_directories(top());
    EXPECT_THAT([&] { (void)found(); }, ThrowsMessage<UserError>(HasSubstr("there is no submission")));
}

}  // namespace
}  // namespace grader
