// Lab 5's servers are linked with the provided runtime, in each of the ways in which a server is built.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "submission.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class WithRuntime : public SubmissionTest {
 protected:
    [[nodiscard]] Built compile_with(Instrumentation instrumentation) const {
        const Arena& where = arena();
        for (const char* made : {"source-lab5", "provided-lab5", "build-plain"})
            std::filesystem::remove_all(where.scratch().path() / made);
        const std::filesystem::path headers = std::filesystem::path(REPOSITORY) / "runtime/include";
        const SubmissionBuild build(where, sources_of("lab5"), {directory_ / "provided", headers});
        return build.compile({"plain", "", instrumentation, true}, 120);
    }
    void put_task(const std::string& statements) const {
        put("submission/lab5/main.cpp",
            "#include \"lab/provided.hpp\"\n#include \"rt/rt.hpp\"\n\n"
            "rt::Task<int> answer() { co_return provided(); }\n"
            "rt::Task<> work() {\n    const int once = co_await answer();\n    " +
                statements +
                "\n    if (once != 17) throw 1;\n}\n"
                "int main() {\n    rt::Runtime runtime({.workers = 2});\n    "
                "runtime.block_on(work());\n}\n");
    }
};

TEST_F(WithRuntime, ASubmissionFindsHeadersAndLibrary) {
    put_task("");
    const Built built = compile_with(Instrumentation::none);
    EXPECT_TRUE(built.result.ok) << all_words(built.result);
    EXPECT_TRUE(std::filesystem::exists(built.server));
}

TEST_F(WithRuntime, ASubmissionIsBuiltWithEachSanitizer) {
    put_task("");
    for (const Instrumentation each :
         {Instrumentation::thread_sanitizer, Instrumentation::address_sanitizer}) {
        const Built built = compile_with(each);
        EXPECT_TRUE(built.result.ok) << instrumentation_flags(each) << all_words(built.result);
    }
}

TEST_F(WithRuntime, AMistakeThatTheRuntimeKnowsIsPlacedInTheStudentsFile) {
    put("submission/lab5/main.cpp",
        "#include \"rt/rt.hpp\"\n\n"
        "int main() {\n    int seen = 0;\n"
        "    const auto task = [&]() -> rt::Task<> {\n        ++seen;\n        co_return;\n    };\n"
        "    rt::Runtime().block_on(task());\n}\n");
    const Built built = compile_with(Instrumentation::none);
    EXPECT_FALSE(built.result.ok);
    ASSERT_FALSE(built.result.diagnostics.empty());
    EXPECT_EQ(built.result.diagnostics[0].file, "lab5/main.cpp");
    EXPECT_GE(built.result.diagnostics[0].line, 5);
    EXPECT_THAT(built.result.diagnostics[0].message, HasSubstr("a lambda with captures"));
    EXPECT_THAT(all_words(built.result), Not(HasSubstr("provided-lab5")));
}

TEST_F(WithRuntime, ATaskThatNobodyAwaitsIsAnErrorInTheStudentsFile) {
    put_task("answer();");
    const Built built = compile_with(Instrumentation::none);
    EXPECT_FALSE(built.result.ok);
    ASSERT_FALSE(built.result.diagnostics.empty());
    EXPECT_EQ(built.result.diagnostics[0].file, "lab5/main.cpp");
    EXPECT_EQ(built.result.diagnostics[0].line, 7);
    EXPECT_THAT(built.result.diagnostics[0].message, HasSubstr("co_await"));
    EXPECT_THAT(built.result.diagnostics[0].text, HasSubstr("answer();"));
}

TEST_F(WithRuntime, AWriteWhoseResultIsIgnoredIsNone) {
    put("submission/lab5/main.cpp", "#include <unistd.h>\nint main() { write(1, \"x\", 1); }\n");
    const Built built = compile_with(Instrumentation::none);
    EXPECT_TRUE(built.result.ok) << all_words(built.result);
}

TEST_F(WithRuntime, NothingOfTheGraderCanBeIncluded) {
    put("submission/lab5/main.cpp", "#include \"checks/check.hpp\"\nint main() {}\n");
    const Built built = compile_with(Instrumentation::none);
    EXPECT_FALSE(built.result.ok);
    EXPECT_THAT(all_words(built.result), Not(HasSubstr("GRADED_CHECK")));
}

TEST_F(WithRuntime, ALabWithoutItDoesNotFindIt) {
    put_main("#include \"rt/rt.hpp\"\nint main() {}\n");
    const Built built = compile();
    EXPECT_FALSE(built.result.ok);
    EXPECT_EQ(built.result.diagnostics.at(0).file, "lab4/main.cpp");
}

}  // namespace
}  // namespace grader
