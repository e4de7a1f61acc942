// The student's own source line behind a place; nothing else may be read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "checks/explain.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

/// A directory with lab4/main.cpp, and a secret beside it.
class SourceDirectory : public TestInDirectory {
 protected:
    void SetUp() override {
        fs::create_directories(sources_ / "lab4/net");
        std::ofstream(sources_ / "lab4/main.cpp") << "int main() {\n    return serve();\n}\n";
        std::ofstream(sources_ / "lab4/net/echo.cpp") << "void echo(int fd) {\n    read(fd);";
        std::ofstream(directory_ / "secret") << "secret\n";
    }

    [[nodiscard]] std::optional<SourceLine> line(const std::string& file, int number) const {
        return source_line(file, number, "serve(int)", sources_);
    }
    [[nodiscard]] fs::path sources() const { return sources_; }
    [[nodiscard]] fs::path secret() const { return directory_ / "secret"; }

 private:
    const fs::path sources_ = directory_ / "sources";
};

using OwnSourceLine = SourceDirectory;

TEST_F(SourceDirectory, GivesTheTextOfALine) {
    const auto found = line("lab4/main.cpp", 2);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->file, "lab4/main.cpp");
    EXPECT_EQ(found->line, 2);
    EXPECT_EQ(found->function, "serve");
    EXPECT_EQ(found->text, "    return serve();");
    EXPECT_EQ(line("lab4/main.cpp", 1)->text, "int main() {");
}

TEST(FunctionNames, AreShownAsTheStudentWroteThem) {
    EXPECT_EQ(short_function_name("main"), "main");
    EXPECT_EQ(
        short_function_name("(anonymous namespace)::echo(int, std::chrono::duration<long, std::ratio<1l> >)"),
        "echo");
    EXPECT_EQ(short_function_name("Server::serve((anonymous namespace)::Socket)"), "Server::serve");
    EXPECT_EQ(short_function_name("serve(int)::{lambda(int)#1}::operator()(int) const"), "a lambda in serve");
    EXPECT_EQ(short_function_name("(anonymous namespace)::serve(int)::$_0::operator()() const"),
              "a lambda in serve");
    EXPECT_EQ(short_function_name("Handler::operator()(int) const"), "Handler::operator()(int) const");
    EXPECT_EQ(short_function_name(""), "");
}

TEST_F(SourceDirectory, GivesALastLineWithoutALineEnd) {
    EXPECT_EQ(line("lab4/net/echo.cpp", 2).value().text, "    read(fd);");
}

TEST_F(SourceDirectory, HasNoTextForALineBehindTheEnd) {
    EXPECT_EQ(line("lab4/main.cpp", 4).value().text, "");
    EXPECT_EQ(line("lab4/main.cpp", 1'000'000).value().text, "");
}

TEST_F(SourceDirectory, HasNoTextForALineBehindAnEndWithoutALineEnd) {
    EXPECT_EQ(line("lab4/net/echo.cpp", 7).value().text, "") << "and not that of line 2";
}

TEST_F(SourceDirectory, GivesNothingOfFilesThatAreNotThere) {
    EXPECT_FALSE(line("lab4/other.cpp", 1));
    EXPECT_FALSE(line("", 1));
}

TEST_F(SourceDirectory, GivesNothingForImpossibleLines) {
    EXPECT_FALSE(line("lab4/main.cpp", 0));
    EXPECT_FALSE(line("lab4/main.cpp", -3));
}

TEST_F(SourceDirectory, GivesNothingOfAbsolutePaths) {
    ASSERT_TRUE(fs::exists(secret()));
    EXPECT_FALSE(line(secret().string(), 1));
    EXPECT_FALSE(line((sources() / "lab4/main.cpp").string(), 1)) << "not even of its own";
}

TEST_F(SourceDirectory, GivesNothingFromAbove) {
    ASSERT_TRUE(fs::exists(sources() / "../secret"));
    EXPECT_FALSE(line("../secret", 1));
    EXPECT_FALSE(line("lab4/../../secret", 1));
    EXPECT_FALSE(line("lab4/..", 1));
}

Event with_stack(std::vector<Frame> stack) {
    Event event;
    event.what = EventKind::call;
    event.stack = std::move(stack);
    return event;
}

TEST_F(OwnSourceLine, IsThatOfTheInnermostOwnFrame) {
    const Event event = with_stack({{"__libc_recv", "../sysdeps/unix/sysv/linux/recv.c", 28},
                                    {"std::__invoke(int)", "/usr/include/c++/12/bits/invoke.h", 61},
                                    {"echo(int)", "lab4/net/echo.cpp", 2},
                                    {"main", "lab4/main.cpp", 2}});
    const auto found = own_source_line(event, sources());
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->file, "lab4/net/echo.cpp");
    EXPECT_EQ(found->line, 2);
    EXPECT_EQ(found->function, "echo");
    EXPECT_EQ(found->text, "    read(fd);");
}

TEST_F(OwnSourceLine, IsFoundUnderTheOtherSpellingOfThePrefixMap) {
    const auto found = own_source_line(with_stack({{"main", "/lab4/main.cpp", 1}}), sources());
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->file, "lab4/main.cpp");
    EXPECT_EQ(found->text, "int main() {");
}

TEST_F(OwnSourceLine, IsNoneOfAForeignStackOrNoStack) {
    EXPECT_FALSE(own_source_line(with_stack({}), sources()));
    EXPECT_FALSE(own_source_line(with_stack({{"", "", 0}, {"start", "/etc/passwd", 1}}), sources()));
    EXPECT_FALSE(own_source_line(with_stack({{"up", "/lab4/../../secret", 1}}), sources()));
}

TEST_F(SourceDirectory, HasNoLineOfAFileWhoseNameNoFileCanHave) {
    EXPECT_FALSE(line(std::string(100'000, 'a'), 1));
    EXPECT_FALSE(line(std::string(300, 'a') + ".cpp", 1));
    EXPECT_FALSE(line("lab4/main.cpp/x", 1));
}

}  // namespace
}  // namespace grader
