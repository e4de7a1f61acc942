// What comes of compiling a submission.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "arena/process.hpp"
#include "submission.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Compiling : public SubmissionTest {
 protected:
    /// Runs what was built, in the arena, without arguments.
    static int exit_status(const Built& built) {
        Process program(arena().launch({built.server.string()}));
        const auto exit = program.wait_for_exit(std::chrono::seconds(60));
        EXPECT_TRUE(exit && exit->kind == Exit::Kind::exited) << (exit ? exit->describe() : "it still runs");
        return exit ? exit->value : -1;
    }
};

TEST_F(Compiling, OneFileMakesAProgramThatRuns) {
    put_main("#include \"lab/provided.hpp\"\nint main() { return provided(); }\n");
    const Built built = compile();
    ASSERT_TRUE(built.result.ok) << all_words(built.result);
    EXPECT_THAT(built.result.diagnostics, IsEmpty());
    EXPECT_THAT(built.result.reason, IsEmpty());
    EXPECT_EQ(exit_status(built), 17);
}

TEST_F(Compiling, FilesInSubFoldersAreFound) {
    put_main("#include \"net/serve.hpp\"\nint main() { return serve() + twice(); }\n");
    put("submission/lab4/net/serve.hpp", "int serve();\nint twice();\n");
    put("submission/lab4/net/serve.cpp", "#include \"serve.hpp\"\nint serve() { return 1; }\n");
    // The same name in another folder: their objects must not overwrite each other.
    put("submission/lab4/other/deep/serve.cpp", "int twice() { return 2; }\n");
    const Built built = compile();
    ASSERT_TRUE(built.result.ok) << all_words(built.result);
    EXPECT_EQ(exit_status(built), 3);
}

TEST_F(Compiling, MoreFilesThanProcessorsAllBecomePartOfTheProgram) {
    std::string declarations;
    std::string sum = "0";
    for (int number = 0; number < 12; ++number) {
        const std::string name = "part" + std::to_string(number);
        put("submission/lab4/" + name + ".cpp", "int " + name + "() { return 1; }\n");
        declarations += "int " + name + "();\n";
        sum += " + " + name + "()";
    }
    put_main(declarations + "int main() { return " + sum + "; }\n");
    const Built built = compile();
    ASSERT_TRUE(built.result.ok) << all_words(built.result);
    EXPECT_EQ(exit_status(built), 12);
}

TEST_F(Compiling, ErrorsOfSeveralFilesComeInTheOrderOfTheirNames) {
    put_main("int main() { return in_main; }\n");
    // The first one takes the longest.
    put("submission/lab4/a.cpp", "#include <regex>\nint a() { return in_a; }\n");
    put("submission/lab4/z.cpp", "int z() { return in_z; }\n");
    const Built built = compile();
    EXPECT_FALSE(built.result.ok);
    ASSERT_EQ(built.result.diagnostics.size(), 3U) << all_words(built.result);
    EXPECT_EQ(built.result.diagnostics[0].file, "lab4/a.cpp");
    EXPECT_EQ(built.result.diagnostics[1].file, "lab4/main.cpp");
    EXPECT_EQ(built.result.diagnostics[2].file, "lab4/z.cpp");
}

TEST_F(Compiling, AWarningInOneFileIsShownBesideAnErrorInAnother) {
    put_main("int main() { int unused; }\n");
    put("submission/lab4/other.cpp", "int other() { return missing; }\n");
    const Built built = compile();
    EXPECT_FALSE(built.result.ok);
    ASSERT_EQ(built.result.diagnostics.size(), 2U) << all_words(built.result);
    EXPECT_EQ(built.result.diagnostics[0].severity, Severity::error);
    EXPECT_EQ(built.result.diagnostics[1].severity, Severity::warning);
}

TEST_F(Compiling, ASyntaxErrorIsShownWithFileAndLine) {
    put_main("int main() {\n    return 0\n}\n");
    const Built built = compile();
    EXPECT_FALSE(built.result.ok);
    EXPECT_TRUE(built.server.empty());
    ASSERT_FALSE(built.result.diagnostics.empty());
    EXPECT_EQ(built.result.diagnostics[0].file, "lab4/main.cpp");
    EXPECT_EQ(built.result.diagnostics[0].line, 2);
    EXPECT_EQ(built.result.diagnostics[0].severity, Severity::error);
    EXPECT_EQ(built.result.diagnostics[0].text, "    return 0");
}

TEST_F(Compiling, ErrorsComeBeforeWarningsAndTheRestIsCounted) {
    std::string text;
    for (int number = 0; number < 10; ++number)
        text += "void f" + std::to_string(number) + "() { int unused; }\n";
    text += "int main() { return undeclared; }\n";
    put_main(text);
    const Built built = compile();
    ASSERT_EQ(built.result.diagnostics.size(), 8U);
    EXPECT_EQ(built.result.diagnostics[0].line, 11);
    EXPECT_EQ(built.result.diagnostics[1].severity, Severity::warning);
    EXPECT_EQ(built.result.omitted, 3);
}

TEST_F(Compiling, WarningsAreShownAndDoNoHarm) {
    put_main("int main() { int unused; }\n");
    const Built built = compile();
    EXPECT_TRUE(built.result.ok);
    ASSERT_EQ(built.result.diagnostics.size(), 1U);
    EXPECT_EQ(built.result.diagnostics[0].severity, Severity::warning);
}

TEST_F(Compiling, AMissingMainIsToldInTheLinkersWords) {
    put_main("void not_main() {}\n");
    const Built built = compile();
    EXPECT_FALSE(built.result.ok);
    EXPECT_THAT(all_words(built.result), HasSubstr("undefined reference to `main'"));
}

TEST_F(Compiling, AnUndefinedFunctionIsToldWithTheLineThatCallsIt) {
    put_main("void serve();\nint main() {\n    serve();\n}\n");
    const Built built = compile();
    ASSERT_FALSE(built.result.diagnostics.empty()) << built.result.reason;
    EXPECT_EQ(built.result.diagnostics[0].file, "lab4/main.cpp");
    EXPECT_EQ(built.result.diagnostics[0].line, 3);
    EXPECT_THAT(built.result.diagnostics[0].message, HasSubstr("serve()"));
    EXPECT_EQ(built.result.reason, "it compiles, but it does not link");
}

TEST_F(Compiling, ADefinitionInAHeaderIsToldWithoutThePlaceWhereObjectsLie) {
    put("submission/lab4/twice.hpp", "int twice(int x) {\n    return x + x;\n}\n");
    put("submission/lab4/other.cpp", "#include \"twice.hpp\"\nint other() { return twice(2); }\n");
    put_main("#include \"twice.hpp\"\nint main() { return twice(1); }\n");
    const Built built = compile();
    ASSERT_FALSE(built.result.ok);
    const std::string words = all_words(built.result);
    EXPECT_THAT(words, HasSubstr("multiple definition of `twice(int)'; first defined in lab4/"));
    EXPECT_THAT(words, HasSubstr("needs `inline`"));
    EXPECT_EQ(words.find(".o:"), std::string::npos) << words;
    EXPECT_EQ(words.find("/tmp/"), std::string::npos) << words;
}

TEST_F(Compiling, TwoVariantsMayBeMadeAtTheSameTime) {
    put_main("int main() {\n#ifdef FIVE\n    return 5;\n#else\n    return 4;\n#endif\n}\n");
    const SubmissionBuild sources = prepare();
    auto other = std::async(std::launch::async, [&] { return sources.compile({"other", "-DFIVE"}, 60); });
    const Built plain = sources.compile({"plain", ""}, 60);
    const Built five = other.get();
    ASSERT_TRUE(plain.result.ok && five.result.ok) << all_words(plain.result) << all_words(five.result);
    EXPECT_EQ(exit_status(plain), 4);
    EXPECT_EQ(exit_status(five), 5);
}

}  // namespace
}  // namespace grader
