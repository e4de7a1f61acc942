// How far a file's includes go before its first word.
#include "compile/leading_includes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> names(const std::string& text) {
    std::vector<std::string> found;
    for (const LeadingIncludes::Include& include : leading_includes(text).includes)
        found.push_back(include.quoted ? '"' + include.name + '"' : '<' + include.name + '>');
    return found;
}

TEST(LeadingIncludes, AreReadThroughCommentsAndBlankLines) {
    EXPECT_THAT(names("// #include <no>\n/* nor\n#include <no>\n*/ # include <a> // an "
                      "a\n\n\t#include\t\"b/c.hpp\" /* b */\r\n"
                      "#pragma once\n#include <d.h>"),
                ElementsAre("<a>", "\"b/c.hpp\"", "<d.h>"));
    EXPECT_THAT(names("\xEF\xBB\xBF#include <a>\n"), ElementsAre("<a>"));
}

TEST(LeadingIncludes, EndAtTheFirstWordOfTheFilesOwn) {
    for (const std::string word :
         {"int x;", ";", "#define A", "#undef A", "#if 1", "#ifdef A", "#line 7", "#include A",
          "#pragma GCC diagnostic push", "import <b>;", "module;", "\"\"", "#", "#endif", "#include <b> junk",
          "#include_next <b>", "#error no", "_Pragma(\"once\")"}) {
        EXPECT_THAT(names("#include <a>\n" + word + "\n#include <c>\n"), ElementsAre("<a>")) << word;
        EXPECT_FALSE(leading_includes("#include <a>\n" + word + "\n").nothing_else) << word;
    }
}

TEST(LeadingIncludes, AreNotGuessedWhereALineGoesOn) {
    EXPECT_THAT(names("// a comment \\\n#include <a>\n"), IsEmpty());
    EXPECT_THAT(names("// a comment \\ \r\n#include <a>\n"), IsEmpty());
    EXPECT_THAT(names("#include \\\n<a>\n"), IsEmpty());
    EXPECT_THAT(names("#include /*\n*/ <a>\n"), IsEmpty());
    EXPECT_THAT(names("/* never closed\n#include <a>\n"), IsEmpty());
    EXPECT_THAT(names("#include \"a//b.hpp\"\n"), IsEmpty());
}

TEST(LeadingIncludes, OfAHeaderMayStandInAGuard) {
    const LeadingIncludes found = leading_includes(
        "// a header\n\n#ifndef ECHO_HPP\n\n#define ECHO_HPP\n#include <a>\n#endif  // ECHO_HPP\n\n");
    EXPECT_EQ(found.guard, "ECHO_HPP");
    EXPECT_EQ(found.includes.size(), 1U);
    EXPECT_TRUE(found.nothing_else);
    EXPECT_FALSE(leading_includes("#ifndef A_H\n#define A_H\n#include <a>\n#endif\nint x;\n").nothing_else);
    EXPECT_FALSE(leading_includes("#ifndef A_H\n#define A_H\n#include <a>\n").nothing_else);
}

TEST(LeadingIncludes, AreNotBelievedBehindAMacroThatSystemHeadersMayKnow) {
    for (const std::string name : {"NDEBUG", "_GNU_SOURCE", "_STDIO_H", "__ECHO_HPP__", "ECHO"})
        EXPECT_THAT(names("#ifndef " + name + "\n#define " + name + "\n#include <a>\n#endif\n"), IsEmpty())
            << name;
    // Not at the beginning, another macro, a value, no #define.
    EXPECT_THAT(names("#include <a>\n#ifndef A_H\n#define A_H\n#include <b>\n#endif\n"), ElementsAre("<a>"));
    EXPECT_THAT(names("#ifndef A_H\n#define B_H\n#include <a>\n#endif\n"), IsEmpty());
    EXPECT_THAT(names("#ifndef A_H\n#define A_H 1\n#include <a>\n#endif\n"), IsEmpty());
    EXPECT_THAT(names("#ifndef A_H\n#include <a>\n#endif\n"), IsEmpty());
}

TEST(LeadingIncludes, MayBeAllThatThereIs) {
    EXPECT_TRUE(leading_includes("").nothing_else);
    EXPECT_TRUE(leading_includes("#pragma once\n#include <a>").nothing_else);
    EXPECT_FALSE(leading_includes("#pragma once\n#include <a>\nint x;").nothing_else);
}

TEST(LeadingIncludes, AreNotFollowedByTheMillion) {
    std::string text;
    for (int number = 0; number < 100'000; ++number) text += "#include <a>\n";
    EXPECT_EQ(names(text).size(), 1000U);
    EXPECT_FALSE(leading_includes(text).nothing_else);
}

}  // namespace
}  // namespace grader
