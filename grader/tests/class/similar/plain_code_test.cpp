// What a program that knows an older C++ is given to read.
#include "class/similar/plain_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace grader {
namespace {

TEST(PlainCode, CommentsGoAndLinesStayWhereTheyAre) {
    EXPECT_EQ(plain_code("int a; // one\nint b; /* two\nthree */ int c;\n"), "int a;  \nint b;  \n int c;\n");
}

TEST(PlainCode, ACommentGoesOnBehindABackslashAtTheEndOfALine) {
    EXPECT_EQ(plain_code("// one \\\nint hidden;\nint a;"), " \n\nint a;");
}

TEST(PlainCode, WhatARawStringHoldsIsNoCommentAndNoString) {
    EXPECT_EQ(plain_code("auto s = R\"x(\" /* )x\"; int a;"), "auto s = \"\" ; int a;");
    EXPECT_EQ(plain_code("auto s = u8R\"(\n//\n)\"; int a;"), "auto s = u8\"\" \n\n; int a;");
}

TEST(PlainCode, AnRAtTheEndOfANameBeginsNoRawString) {
    EXPECT_EQ(plain_code("f(VAR\"(\", 1)"), "f(VAR\"(\", 1)");
}

TEST(PlainCode, SlashesInAStringAreNoComment) {
    EXPECT_EQ(plain_code("f(\"// \\\" /*\"); g('\"', '/');"), "f(\"// \\\" /*\"); g('\"', '/');");
}

TEST(PlainCode, TheMarksInANumberBeginNoCharacter) {
    EXPECT_EQ(plain_code("int a = 1'000'000; // x\nint b;"), "int a = 1'000'000;  \nint b;");
}

TEST(PlainCode, WhatDoesNotEndEndsWithTheText) {
    for (const std::string text :
         {"int a; /* b", "int a; // b", "int a = \"b", "R\"(b", "R\"", "'", "\\", "\"\\"}) {
        const std::string plain = plain_code(text);
        EXPECT_LE(plain.size(), text.size() + 3) << text;
    }
}

TEST(PlainCode, WhatIsNotPrintableIsABlank) {
    EXPECT_EQ(plain_code(std::string("a\0b\tc\x1b\xff\r\n", 9)), "a b c   \n");
}

TEST(PlainCode, HasAsManyLinesAsTheText) {
    const std::string text = "a\n/*\n*/\nR\"(\n\n)\"\n// \\\n\n\"\n'\nb\n";
    const std::string plain = plain_code(text);
    EXPECT_EQ(std::count(plain.begin(), plain.end(), '\n'), std::count(text.begin(), text.end(), '\n'));
}

TEST(CodeInMarkdown, IsWhatStandsInFencesOfCpp) {
    EXPECT_EQ(code_in_markdown("a\n```cpp\nint b;\n```\n```\nc\n```\n```cpp\nint d;\n```\n"),
              "int b;\nint d;\n");
    EXPECT_EQ(code_in_markdown("a\n```cpp\nint b;"), "int b;\n");
    EXPECT_EQ(code_in_markdown("no code"), "");
}

}  // namespace
}  // namespace grader
