// Which files were handed in shows in what compilers and linkers say, and it is said so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compile/about_files.hpp"
#include "submission.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Files : public SubmissionTest {
 protected:
    [[nodiscard]] std::string why_not_built() const {
        const Built built = compile();
        EXPECT_FALSE(built.result.ok);
        return all_words(built.result);
    }
};

TEST_F(Files, OfEveryEndingAreBuiltTogether) {
    put_main(
        "#include \"a.hh\"\nint b();\nint c();\nint d();\nint main() { return a() + b() + c() + d(); }\n");
    put("submission/lab4/a.hh", "inline int a() { return 0; }\n");
    put("submission/lab4/b.cc", "int b() { return 0; }\n");
    put("submission/lab4/c.cxx", "int c() { return 0; }\n");
    put("submission/lab4/D.CPP", "int d() { return 0; }\n");
    const Built built = compile();
    EXPECT_TRUE(built.result.ok) << all_words(built.result);
}

TEST_F(Files, MayBeASingleOneOfAnUnusualEnding) {
    put("submission/lab4/main.c++", "int main() {}\n");
    const Built built = compile();
    EXPECT_TRUE(built.result.ok) << all_words(built.result);
}

TEST_F(Files, MayHaveStrangeNames) {
    put_main("int f();\nint main() { return f(); }\n");
    put("submission/lab4/-o x @y;$(z)\n.cpp", "int f() { return 0; }\n");
    const Built built = compile();
    EXPECT_TRUE(built.result.ok) << all_words(built.result);
}

TEST_F(Files, MayHaveNamesThatAreNoUtf8) {
    put_main("int f();\nint g();\nint main() { return f() + g(); }\n");
    put("submission/lab4/gr\xf6\xdf"
        "e.cpp",
        "int f() { return 0; }\n");
    put("submission/lab4/gr\xf6\xe1"
        "e.cpp",
        "int g() { return 0; }\n");
    const Built built = compile();
    EXPECT_TRUE(built.result.ok) << all_words(built.result);
}

TEST_F(Files, OfAnotherLabAreNotTaken) {
    put_main("int main() {}\n");
    put("submission/lab5/main.cpp", "int main() {}\n");
    EXPECT_FALSE(std::filesystem::exists(prepare().sources() / "lab5"));
}

TEST_F(Files, OfTwoProgramsAreNamed) {
    put_main("int help();\nint main() { return help(); }\n");
    put("submission/lab4/help.cpp", "int help() { return 0; }\n");
    put("submission/lab4/client.cpp", "int main() { return 1; }\n");
    EXPECT_THAT(
        why_not_built(),
        AllOf(HasSubstr("two programs in lab4/: lab4/client.cpp and lab4/main.cpp each have a main()"),
              HasSubstr("take the other out"), Not(HasSubstr("inline"))));
    put("submission/lab4/old/server.cpp", "int main() { return 2; }\n");
    EXPECT_THAT(why_not_built(), HasSubstr("3 programs in lab4/: "));
}

TEST_F(Files, ThatAreCopiesAreNamed) {
    put_main("int main() {}\n");
    put("submission/lab4/main copy.cpp", "int main() { return 1; }\n");
    EXPECT_THAT(why_not_built(), AllOf(HasSubstr("two programs in lab4/"),
                                       HasSubstr("lab4/main copy.cpp looks like a copy of lab4/main.cpp")));
}

TEST_F(Files, ThatHaveTheSameBytesAreCopies) {
    put_main("int help();\nint main() { return help(); }\n");
    put("submission/lab4/help.cpp", "int help() { return 0; }\nint more() { return 1; }\n");
    put("submission/lab4/src/help.cpp", "int help() { return 0; }\nint more() { return 1; }\n");
    EXPECT_THAT(why_not_built(), AllOf(HasSubstr("lab4/src/help.cpp looks like a copy of lab4/help.cpp"),
                                       Not(HasSubstr("multiple definition"))));
}

TEST_F(Files, ThatAreNotThereUnderThatNameAreNamed) {
    put_main("#include \"conn.hpp\"\nint main() {}\n");
    put("submission/lab4/Conn.hpp", "");
    EXPECT_THAT(why_not_built(), HasSubstr("lab4/Conn.hpp is there: capital and small letters count here"));
    put_main("#include \"inner.hpp\"\nint main() {}\n");
    put("submission/lab4/net/inner.hpp", "");
    EXPECT_THAT(why_not_built(),
                HasSubstr("lab4/net/inner.hpp is there: an #include counts its path from the file"));
    put_main("#include \"net\\inner.hpp\"\nint main() {}\n");
    EXPECT_THAT(why_not_built(), HasSubstr("write / between directories, not \\"));
}

TEST_F(Files, ThatWereLeftOutAreNamedWhereTheyAreMissed) {
    put_main("int help();\nint main() { return help(); }\n");
    put("submission/lab4/help.c", "int help() { return 0; }\n");
    EXPECT_THAT(why_not_built(), HasSubstr("Left out: lab4/help.c"));
    put_main("#include \"wide.hpp\"\nint main() {}\n");
    put("submission/lab4/wide.hpp", std::string("\xff\xfe/\0/\0", 6));
    EXPECT_THAT(why_not_built(), HasSubstr("lab4/wide.hpp was left out, because it is UTF-16"));
}

// clang++'s words for what g++ says above.
TEST_F(Files, ThatClangDoesNotFindAreNamed) {
    LabSources lab;
    lab.lab = 4;
    lab.files = {{"lab4/Conn.hpp", "", false}};
    const auto said = said_of_files(
        {{"lab4/main.cpp", 1, 10, Severity::fatal_error, "'conn.hpp' file not found", ""}}, lab);
    EXPECT_THAT(said.at(0).message, HasSubstr("lab4/Conn.hpp is there"));
}

}  // namespace
}  // namespace grader
