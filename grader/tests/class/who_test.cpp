#include "class/who.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"

namespace grader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Class sample() {
    Class asked;
    Student ada;
    ada.id = "Ada_Lovelace_11";
    ada.name = "Ada Lovelace";
    ada.email = "al@example.edu";
    Student zoe;
    zoe.id = "Zo_ngstr_m_12";
    zoe.name = "Zo\u00eb \u00c5ngstr\u00f6m";
    zoe.cells = {{"github_username", "zoe-a"}, {"Section", "Lovelace"}};
    Student juergen;
    juergen.id = "J_rgen_M_ller_13";
    juergen.name = "J\u00fcrgen M\u00fcller";
    asked.students = {ada, zoe, juergen};
    return asked;
}

std::string called(const std::string& who) {
    const Class asked = sample();
    try {
        return student_called(asked, who).id;
    } catch (const UserError& error) {
        return error.what();
    }
}

TEST(Who, IsMeantByAnythingThatIsTheirsAlone) {
    for (const std::string who :
         {"Ada_Lovelace_11", "ada lovelace", "Lovelace, Ada", "AL@example.edu", "al", "lovel", "11"})
        EXPECT_EQ(called(who), "Ada_Lovelace_11") << who;
    for (const std::string who :
         {"Zo\u00eb \u00c5ngstr\u00f6m", "zoe-a", "ngstr", "Angstrom", "Zoe \u00c5ngstr\u00f6m"})
        EXPECT_EQ(called(who), "Zo_ngstr_m_12") << who;
    for (const std::string who : {"M\u00fcller, J\u00fcrgen", "Mueller", "J. M\u00fcller", "m\u00fcl"})
        EXPECT_EQ(called(who), "J_rgen_M_ller_13") << who;
}

TEST(Who, IsNotGuessed) {
    EXPECT_THAT(called("m"), HasSubstr("\"m\" may be 3 students; name one in full: Ada_Lovelace_11 (Ada"));
    EXPECT_THAT(called("zoe-b"), HasSubstr("there is no student \"zoe-b\"; did you mean Zo_ngstr_m_12 (Zo"));
    EXPECT_THAT(called("Ada Lovelave"), HasSubstr("did you mean Ada_Lovelace_11 (Ada Lovelace)?"));
    EXPECT_THAT(called(""), HasSubstr("there is no student \"\"; a student is named by"));
}

TEST(Who, ACommaIsOfANameOrBetweenTwo) {
    const Class asked = sample();
    EXPECT_THAT(students_called(asked, {"M\u00fcller, J\u00fcrgen"}), ElementsAre("J_rgen_M_ller_13"));
    EXPECT_THAT(students_called(asked, {"al, zoe-a", "Ada Lovelace"}),
                ElementsAre("Ada_Lovelace_11", "Zo_ngstr_m_12"));
}

}  // namespace
}  // namespace grader
