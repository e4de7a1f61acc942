// A compiler that does not do its part: stands in by way of CXX, as a script in the arena.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "submission.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class StandInCompiler : public SubmissionTest {
 protected:
    StandInCompiler() { put_main("int main() {}\n"); }
    ~StandInCompiler() override { ::unsetenv("CXX"); }

    static void be(const std::string& script) {
        const auto compiler = arena().scratch().make_readable("compiler") / "c++";
        std::ofstream(compiler) << "#!/bin/sh\n" << script << "\n";
        std::filesystem::permissions(compiler, std::filesystem::perms(0755));
        ::setenv("CXX", compiler.c_str(), 1);
    }
};

TEST_F(StandInCompiler, ThatNeverEndsIsStopped) {
    be("sleep 1000");
    const Built built = compile(1);
    EXPECT_FALSE(built.result.ok);
    EXPECT_EQ(built.result.reason, "the compiler was stopped: it had not finished after 1 s");
}

TEST_F(StandInCompiler, ThatCrashesIsTold) {
    be("kill -SEGV $$");
    const Built built = compile();
    EXPECT_FALSE(built.result.ok);
    EXPECT_EQ(built.result.reason, "the compiler was ended by signal 11 (Segmentation fault)");
}

TEST_F(StandInCompiler, ThatFailsInUnknownWordsIsQuoted) {
    be("echo 'no licence today' >&2; exit 1");
    const Built built = compile();
    EXPECT_FALSE(built.result.ok);
    EXPECT_THAT(built.result.diagnostics, IsEmpty());
    EXPECT_THAT(built.result.reason, HasSubstr("the compiler said: no licence today"));
}

TEST_F(StandInCompiler, ThatMakesNothingHasNotSucceeded) {
    be("exit 0");
    const Built built = compile();
    EXPECT_FALSE(built.result.ok);
    EXPECT_TRUE(built.server.empty());
}

TEST_F(StandInCompiler, FindsTheProvidedHeadersAndOnlyTheStudentsUnits) {
    put("submission/lab4/more/part.cpp", "");
    put("submission/lab4/part.hpp", "");
    put("submission/lab4/Makefile", "");
    be("echo \"$@\" >&2; exit 1");
    const std::string words = compile().result.reason;
    EXPECT_THAT(words, HasSubstr("-std=c++20"));
    EXPECT_THAT(words, HasSubstr(" -I" + (arena().scratch().path() / "provided-lab4").string()));
    EXPECT_THAT(words, HasSubstr("lab4/main.cpp -c -o "));
    EXPECT_THAT(words, HasSubstr("lab4/more/part.cpp -c -o "));
    EXPECT_THAT(words, Not(HasSubstr("part.hpp")));
    EXPECT_THAT(words, Not(HasSubstr("Makefile")));
}

}  // namespace
}  // namespace grader
