#include "submission/names.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace grader {
namespace {

TEST(Names, OfLabsHaveTheirNumber) {
    EXPECT_EQ(lab_named("lab4"), 4);
    EXPECT_EQ(lab_named("LAB-05"), 5);
    EXPECT_EQ(lab_named("Lab 12"), 12);
    for (const char* other : {"lab", "lab4a", "lab4-ada", "labs", "4", "xlab4", "lab4.zip", "lab99999999999"})
        EXPECT_EQ(lab_named(other), std::nullopt) << other;
}

TEST(Names, OfCopiesTellTheOriginals) {
    for (const char* copy : {"main copy", "main copy 2", "main (1)", "main(3)", "main_old", "main-backup",
                             "main - Copy", "Copy of main", "main.bak", "main_old2"})
        EXPECT_EQ(copied_name(copy), "main") << copy;
    for (const char* other : {"main", "server2", "copy", "old", "(1)", "copyright"})
        EXPECT_EQ(copied_name(other), std::nullopt) << other;
}

TEST(Names, OfSourcesInOtherCoatsAreNoSources) {
    EXPECT_EQ(role_of("main.cpp").role, Role::unit);
    EXPECT_EQ(role_of("Main.Cpp").role, Role::unit);
    EXPECT_EQ(role_of("main.cpp.txt").role, Role::left_out);
    EXPECT_EQ(role_of("main.cpp (1)").role, Role::left_out);
    EXPECT_EQ(role_of("main.hpp.orig").role, Role::left_out);
    EXPECT_EQ(role_of("main.C").role, Role::left_out);
    EXPECT_EQ(role_of("main").role, Role::irrelevant);
    EXPECT_EQ(role_of("main.o").role, Role::irrelevant);
    EXPECT_EQ(role_of("main.cpython-311.pyc").role, Role::irrelevant);
}

}  // namespace
}  // namespace grader
