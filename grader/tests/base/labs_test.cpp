#include "base/labs.hpp"

#include <gmock/gmock.h>

#include <set>
#include <stdexcept>
#include <string>

namespace grader {
namespace {

TEST(LabNames, SayWhetherItIsALabOrPractice) {
    EXPECT_EQ(lab_name(4), "Lab 4");
    EXPECT_EQ(lab_name(first_practice + 2), "Practice 2");
    EXPECT_EQ(lab_phrase(first_practice + 2), "practice 2");
    EXPECT_EQ(lab_directory(5), "lab5");
    EXPECT_EQ(lab_directory(first_practice + 1), "practice1");
    EXPECT_EQ(suite_of(first_practice + 1), "Practice1");
    EXPECT_EQ(lab_option(4), "--lab 4");
    EXPECT_EQ(lab_option(first_practice + 3), "--practice 3");
}

TEST(LabNames, AreReadAsPeopleWriteThem) {
    EXPECT_EQ(lab_number("4"), 4);
    EXPECT_EQ(lab_number("lab 05"), 5);
    EXPECT_EQ(lab_number("practice2"), first_practice + 2);
    EXPECT_EQ(lab_number("Practice-2"), first_practice + 2);
    for (const char* none : {"", "lab", "practice", "practice2b", "labor", "lab4444", "-4"})
        EXPECT_EQ(lab_number(none), 0) << none;
}

// A document's number, and all names, must name one of them.
TEST(Labs, AreToldApartByEachOfTheirNames) {
    std::set<int> numbers;
    std::set<std::string> names;
    for (const Lab& lab : all_labs()) {
        EXPECT_TRUE(numbers.insert(lab.number).second) << lab.number;
        EXPECT_TRUE(names.insert(lab.directory()).second) << lab.directory();
        EXPECT_EQ(lab_number(lab.directory()), lab.number);
        EXPECT_EQ(lab.is_practice(), lab.directory().rfind("practice", 0) == 0);
        EXPECT_EQ(&properties_of(lab.number), &lab);
    }
    EXPECT_THROW((void)properties_of(6), std::logic_error);
}

}  // namespace
}  // namespace grader
