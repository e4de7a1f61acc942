#include "class/words.hpp"

#include <gtest/gtest.h>

namespace grader {
namespace {

TEST(ClassWords, OneOfAThingIsNotSeveral) {
    EXPECT_EQ(counted(0, "student", "students"), "0 students");
    EXPECT_EQ(counted(1, "student", "students"), "1 student");
    EXPECT_EQ(counted(2, "student", "students"), "2 students");
}

TEST(ClassWords, ACommandCanBeGivenToAShellAsItStands) {
    EXPECT_EQ(class_command({"regrade", "/home/me/lab4-graded", "--accept"}),
              "./lab class regrade /home/me/lab4-graded --accept");
    EXPECT_EQ(class_command({"mail", "/home/me/lab 4's", ""}), "./lab class mail '/home/me/lab 4'\\''s' ''");
}

}  // namespace
}  // namespace grader
