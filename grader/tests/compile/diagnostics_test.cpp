#include "compile/diagnostics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Diagnostic only(std::string_view text) {
    const std::vector<Diagnostic> found = parse_diagnostics(text);
    EXPECT_THAT(found, SizeIs(1)) << text;
    return found.empty() ? Diagnostic() : found[0];
}

TEST(Diagnostics, OfGccHaveFileLineColumnAndMessage) {
    const Diagnostic error = only(
        "lab4/main.cpp: In function 'int main()':\n"
        "lab4/main.cpp:12:5: error: expected ';' before '}' token\n"
        "   12 |     return 0\n"
        "      |             ^\n"
        "      |             ;\n");
    EXPECT_EQ(error.file, "lab4/main.cpp");
    EXPECT_EQ(error.line, 12);
    EXPECT_EQ(error.column, 5);
    EXPECT_EQ(error.severity, Severity::error);
    EXPECT_EQ(error.message, "expected ';' before '}' token");
}

TEST(Diagnostics, OfClangAreReadToo) {
    const Diagnostic error = only(
        "lab4/net/echo.cpp:7:19: error: use of undeclared identifier 'sokcet'; did you mean 'socket'?\n"
        "    const int fd = sokcet(AF_INET, SOCK_STREAM, 0);\n"
        "                   ^~~~~~\n"
        "                   socket\n"
        "/usr/include/x86_64-linux-gnu/sys/socket.h:102:12: note: 'socket' declared here\n"
        "1 error generated.\n");
    EXPECT_EQ(error.file, "lab4/net/echo.cpp");
    EXPECT_EQ(error.line, 7);
    EXPECT_THAT(error.message, HasSubstr("did you mean 'socket'?"));
}

TEST(Diagnostics, KnowFatalErrorsAndWarnings) {
    const std::vector<Diagnostic> found = parse_diagnostics(
        "lab4/a.cpp:1:10: fatal error: lab/optoins.hpp: No such file or directory\n"
        "lab4/b.cpp:3: warning: unused variable 'x' [-Wunused-variable]\n"
        "compilation terminated.\n");
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].severity, Severity::fatal_error);
    EXPECT_EQ(found[1].severity, Severity::warning);
    EXPECT_EQ(found[1].line, 3);
    EXPECT_EQ(found[1].column, 0);
}

bool is_of_lab5(const std::string& file) {
    return file.rfind("lab5/", 0) == 0;
}

TEST(Diagnostics, InAProvidedHeaderArePlacedAtTheStudentsLineThatLedThere) {
    const std::vector<Diagnostic> found = parse_diagnostics(
        "In file included from rt/rt.hpp:5,\n"
        "                 from lab5/main.cpp:3:\n"
        "rt/task.hpp: In instantiation of 'static void rt::check() [with First = main()::<lambda()>&]':\n"
        "rt/task.hpp:180:31:   required from 'rt::Task<T> rt::get_return_object(const char*)'\n"
        "lab5/main.cpp:33:9:   required from here\n"
        "rt/task.hpp:191:14: error: static assertion failed: a lambda with captures must not be a coroutine\n"
        "  191 |             !captures<First>,\n"
        "rt/task.hpp:195:14: error: static assertion failed: in the same place\n"
        "lab5/echo.cpp: In function 'int other()':\n"
        "rt/task.hpp:300:1: error: nobody knows why\n",
        is_of_lab5);
    ASSERT_THAT(found, SizeIs(3));
    EXPECT_EQ(found[0].file, "lab5/main.cpp");
    EXPECT_EQ(found[0].line, 33);
    EXPECT_THAT(found[0].message, HasSubstr("a lambda with captures"));
    EXPECT_EQ(found[1].line, 33);
    EXPECT_EQ(found[2].file, "rt/task.hpp");
}

TEST(Diagnostics, OfClangArePlacedByTheNoteThatFollows) {
    const std::vector<Diagnostic> found = parse_diagnostics(
        "rt/task.hpp:191:13: error: static_assert failed due to requirement \"a lambda with captures\"\n"
        "rt/task.hpp:175:9: note: in instantiation of function template specialization 'rt::check' requested "
        "here\n"
        "lab5/main.cpp:33:9: note: in instantiation of member function 'rt::get' requested here\n"
        "lab5/other.cpp:3:9: note: in instantiation of member function 'rt::get' requested here\n",
        is_of_lab5);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].file, "lab5/main.cpp");
    EXPECT_EQ(found[0].line, 33);
}

TEST(Diagnostics, OfTheLinkerNameTheLineIfItIsKnown) {
    for (const char* begin : {"", "/usr/bin/ld: ", "/usr/bin/ld: /tmp/ccO1.o: in function `main': "}) {
        const Diagnostic error =
            only(std::string(begin) + "lab4/main.cpp:7: undefined reference to `serve(int)'\n");
        EXPECT_EQ(error.file, "lab4/main.cpp") << begin;
        EXPECT_EQ(error.line, 7) << begin;
        EXPECT_EQ(error.severity, Severity::error) << begin;
        EXPECT_EQ(
            error.message,
            "undefined reference to `serve(int)'. Its definition is missing, or the file with it is not "
            "in the lab's directory")
            << begin;
    }
}

TEST(Diagnostics, OfTheLinkerAreReadWithoutALine) {
    const Diagnostic no_main = only(
        "/usr/bin/ld: /usr/lib/gcc/x86_64-linux-gnu/12/../../../x86_64-linux-gnu/Scrt1.o: in function "
        "`_start':\n"
        "(.text+0x17): undefined reference to `main'\n"
        "collect2: error: ld returned 1 exit status\n");
    EXPECT_EQ(no_main.file, "");
    EXPECT_EQ(no_main.message, "undefined reference to `main'. No file of the lab's directory has one");
    EXPECT_EQ(only("/usr/bin/ld: cannot find -lfmt: No such file or directory\n").message,
              "cannot find -lfmt: No such file or directory");
}

TEST(Diagnostics, OfTheLinkerNameTheLineOfAnyCppFile) {
    for (const char* file : {"lab4/main.cc", "lab4/main.cxx", "lab4/MAIN.CPP", "lab4/main.c++"}) {
        const Diagnostic error = only(std::string(file) + ":7: undefined reference to `serve(int)'\n");
        EXPECT_EQ(error.file, file);
        EXPECT_EQ(error.line, 7);
    }
}

// As binutils of 2025 say it.
TEST(Diagnostics, OfTheLinkerNameTheLineAlsoWithItsPlaceInTheSection) {
    const Diagnostic error = only(
        "/usr/bin/ld: /tmp/ccq1BTtX.o: in function `main':\n"
        "lab4/main.cpp:3:(.text+0x5): undefined reference to `serve()'\n");
    EXPECT_EQ(error.file, "lab4/main.cpp");
    EXPECT_EQ(error.line, 3);
}

TEST(Diagnostics, OfTwoDefinitionsNameTheSecond) {
    const Diagnostic error = only(
        "/usr/bin/ld: /tmp/ccB.o: in function `serve(int)':\n"
        "lab4/b.cpp:4: multiple definition of `serve(int)'; /tmp/ccA.o:lab4/a.cpp:9: first defined here\n");
    EXPECT_EQ(error.file, "lab4/b.cpp");
    EXPECT_EQ(error.line, 4);
    EXPECT_EQ(
        error.message,
        "multiple definition of `serve(int)'; first defined in lab4/a.cpp. A function or variable that is "
        "defined in a header needs `inline`");
}

TEST(Diagnostics, OfTheLinkerNameNoObject) {
    const Diagnostic variable = only(
        "/usr/bin/ld: /tmp/io-labs-x/1.o:lab4/h.hpp:2: multiple definition of `counter'; "
        "/tmp/io-labs-x/0.o:lab4/h.hpp:2: first defined here\n");
    EXPECT_EQ(variable.file, "lab4/h.hpp");
    EXPECT_EQ(variable.line, 2);
    EXPECT_THAT(variable.message, HasSubstr("; first defined in lab4/h.hpp. "));
    const Diagnostic placeless = only(
        "/usr/bin/ld: /tmp/io-labs-x/1.o:(.bss+0x0): multiple definition of `counter'; "
        "/tmp/io-labs-x/0.o:(.bss+0x0): first defined here\n");
    EXPECT_EQ(placeless.file, "");
    EXPECT_THAT(placeless.message, Not(HasSubstr("/tmp/")));
}

TEST(Diagnostics, OfTheLinkerAreToldFromTheCompilers) {
    EXPECT_TRUE(linker_failed("collect2: error: ld returned 1 exit status\n"));
    EXPECT_TRUE(linker_failed("clang: error: linker command failed with exit code 1 (use -v …)\n"));
    EXPECT_FALSE(linker_failed("lab4/main.cpp:1:1: error: expected ';'\n"));
}

TEST(Diagnostics, OfTwoDefinitionsForgetALineThatIsAnotherFiles) {
    Diagnostic right{"lab4/b.cpp",          4, 0, Severity::error, "multiple definition of `net::serve(int)'",
                     "void serve(int fd) {"};
    forget_wrong_line(right);
    EXPECT_EQ(right.line, 4);
    Diagnostic wrong = right;
    wrong.text = "    return;";
    forget_wrong_line(wrong);
    EXPECT_EQ(wrong.file, "lab4/b.cpp");
    EXPECT_EQ(wrong.line, 0);
    EXPECT_EQ(wrong.text, "");
}

TEST(Diagnostics, OfTheDriverAreReadWhereNoFileIsToBlame) {
    EXPECT_EQ(only("g++: fatal error: Killed signal terminated program cc1plus\n").message,
              "Killed signal terminated program cc1plus");
    EXPECT_EQ(only("clang: error: unable to execute command: Segmentation fault\n").severity,
              Severity::error);
}

TEST(Diagnostics, AreNotMadeUpFromNotesAndQuotedSource) {
    EXPECT_THAT(parse_diagnostics(""), IsEmpty());
    EXPECT_THAT(parse_diagnostics("In file included from lab4/main.cpp:1:\n"
                                  "lab4/a.hpp:3:1: note: declared here\n"
                                  "    5 | // lab4/b.cpp:1:1: error: quoted\n"
                                  "3 warnings generated.\n"),
                IsEmpty());
}

TEST(Diagnostics, WithHugeNumbersAndLinesAreReadAsFarAsTheyMakeSense) {
    EXPECT_EQ(only("a.cpp:99999999999999999999:99999999999999999999: error: far away\n").message, "far away");
    const Diagnostic error = only("a.cpp:1:1: error: " + std::string(1U << 20U, 'x') + "\n");
    EXPECT_LE(error.message.size(), 2'000U);
}

TEST(Diagnostics, ThatMatterMostAreErrorsInTheirOrder) {
    std::vector<Diagnostic> all;
    for (const char* name : {"w1", "e1", "w2", "e2", "w3"})
        all.push_back({"a.cpp", 1, 1, name[0] == 'w' ? Severity::warning : Severity::fatal_error, name, ""});
    const auto names = [](const std::vector<Diagnostic>& chosen) {
        std::string joined;
        for (const Diagnostic& diagnostic : chosen) joined += diagnostic.message;
        return joined;
    };
    int omitted = -1;
    EXPECT_EQ(names(most_important(all, 3, omitted)), "e1e2w1");
    EXPECT_EQ(omitted, 2);
    EXPECT_EQ(names(most_important(all, 5, omitted)), "e1e2w1w2w3");
    EXPECT_EQ(omitted, 0);
}

TEST(Diagnostics, AreNotKeptByTheMillion) {
    std::string text;
    for (int line = 1; line <= 20'000; ++line)
        text += "lab4/a.cpp:" + std::to_string(line) + ":1: warning: w\n";
    for (int line = 1; line <= 20'000; ++line)
        text += "lab4/a.cpp:" + std::to_string(line) + ":1: error: e\n";
    const std::vector<Diagnostic> found = parse_diagnostics(text);
    EXPECT_EQ(found.size(), 1000U);
    EXPECT_EQ(found.front().severity, Severity::warning);
    EXPECT_EQ(found.at(500).severity, Severity::error);
    EXPECT_EQ(found.at(500).line, 1);
}

TEST(Diagnostics, OfALineWithoutAnEndAreCut) {
    const std::vector<Diagnostic> found = parse_diagnostics(
        "lab4/a.cpp:1:1: error: " + std::string(50U << 20U, 'x') + "\nlab4/a.cpp:2:1: error: y");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_LE(found[0].message.size(), 2000U);
    EXPECT_EQ(found[1].line, 2);
}

}  // namespace
}  // namespace grader
