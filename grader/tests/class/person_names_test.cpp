#include "class/person_names.hpp"

#include <gtest/gtest.h>

namespace grader {
namespace {

TEST(PersonNames, OfOnePersonAreWrittenInManyWays) {
    EXPECT_TRUE(may_be_one_person("Lovelace, Ada", "Ada Lovelace"));
    EXPECT_TRUE(may_be_one_person("Ada King Lovelace", "ada lovelace"));
    EXPECT_TRUE(may_be_one_person("A. Lovelace", "Ada Lovelace"));
    EXPECT_TRUE(may_be_one_person("lovelaceada", "Ada Lovelace"));
    EXPECT_TRUE(may_be_one_person("M\u00fcller, J\u00fcrgen", "Juergen Muller"));
    EXPECT_TRUE(may_be_one_person("\u00c5ngstr\u00f6m, Zo\u00eb", "ZOE ANGSTROM"));
    EXPECT_TRUE(may_be_one_person("Gr\u00f6\u00dfe", "Gro\u0308sse")) << "a letter and its dots";
    EXPECT_TRUE(may_be_one_person("", "Ada")) << "nothing contradicts nothing";
}

TEST(PersonNames, OfTwoPeopleAreTwo) {
    EXPECT_FALSE(may_be_one_person("Anna M\u00fcller", "Jan M\u00fcller"));
    EXPECT_FALSE(may_be_one_person("M\u00fcller, J\u00fcrgen", "\u00c5ngstr\u00f6m, Zo\u00eb"));
    EXPECT_FALSE(may_be_one_person("hoppergrace", "Ada Lovelace"));
    EXPECT_FALSE(may_be_one_person("\u0418\u0432\u0430\u043d", "\u041f\u0451\u0442\u0440"));
}

}  // namespace
}  // namespace grader
