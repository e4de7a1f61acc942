// What sim_c++ prints, read; and sim_c++ itself, where it is.
#include "class/similar/sim.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <map>
#include <string>

#include "base/error.hpp"
#include "similar_programs.hpp"

namespace grader {
namespace {

TEST(AnswerOfSim, HasTheTokensOfTextsAndTheRunsBetweenThem) {
    const SimAnswer answer = answer_of_sim(
        "File s0.cpp: 1085 tokens, 182 lines\n"
        "File /: new/old separator\n"
        "File s12.cpp: 7 tokens, 1 line (not NL-terminated), 1 non-ASCII character\n"
        "Total input: 2 files (1 new, 1 old), 1092 tokens\n\n"
        "s0.cpp: line 127-129                   |s12.cpp: line 83-85                [47]\n\n"
        "s0.cpp: line 1-182                     |s0.cpp: line 1-182               [1085]\n");
    EXPECT_EQ(answer.tokens, (std::map<int, int>{{0, 1085}, {12, 7}}));
    ASSERT_EQ(answer.runs.size(), 1U) << "a text is not compared with itself";
    EXPECT_EQ(answer.runs[0].here, 0);
    EXPECT_EQ(answer.runs[0].lines.first, 127);
    EXPECT_EQ(answer.runs[0].lines.last, 129);
    EXPECT_EQ(answer.runs[0].there, 12);
    EXPECT_EQ(answer.runs[0].lines_there.first, 83);
    EXPECT_EQ(answer.runs[0].lines_there.last, 85);
    EXPECT_EQ(answer.runs[0].tokens, 47);
}

TEST(AnswerOfSim, OfNothingIsNothing) {
    EXPECT_TRUE(answer_of_sim("").runs.empty());
    EXPECT_TRUE(answer_of_sim("sim_c++: something else\n").tokens.empty());
}

TEST(Sim, ThatIsNotInstalledIsNamedWithItsPackage) {
    const std::string path = ::getenv("PATH") == nullptr ? "" : ::getenv("PATH");
    const ScratchDirectory directory;
    const Sim sim(directory.path());
    sim.write(0, "int a;");
    ::setenv("PATH", directory.path().c_str(), 1);
    std::string said;
    try {
        (void)sim.compare({0}, {0}, 24);
    } catch (const UserError& error) {
        said = error.what();
    }
    ::setenv("PATH", path.c_str(), 1);
    EXPECT_NE(said.find("similarity-tester"), std::string::npos) << said;
}

TEST_F(WithSim, FindsAFunctionWithOtherNamesAndAnotherLayout) {
    const ScratchDirectory directory;
    const Sim sim(directory.path());
    sim.write(0, "\n" + function("send_all", "bytes"));
    sim.write(1, "int x = 1;\n\n\n" + function("everything", "what"));
    const SimAnswer answer = sim.compare({0}, {0, 1}, 24);
    ASSERT_EQ(answer.runs.size(), 1U);
    EXPECT_EQ(answer.runs[0].there, 1);
    EXPECT_EQ(answer.runs[0].lines.first, 2);
    EXPECT_EQ(answer.runs[0].lines_there.first, 4);
    EXPECT_GT(answer.runs[0].tokens, 40);
}

}  // namespace
}  // namespace grader
