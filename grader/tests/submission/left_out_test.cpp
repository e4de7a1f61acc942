// What of a lab's directory is read, what is left out, and how that is said.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>

#include "handed_in.hpp"
#include "submission/limits.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LeftOutFiles : public HandedIn {
 protected:
    /// With a main.cpp that is all right, unless there is one.
    [[nodiscard]] std::string line() const {
        if (!fs::exists(directory_ / "lab4/main.cpp")) put("lab4/main.cpp");
        const Submission submission = read();
        EXPECT_EQ(submission.labs.at(0).complaint, "");
        EXPECT_EQ(files_of(submission.labs.at(0)), "lab4/main.cpp");
        return submission.labs.at(0).what_was_read();
    }
    [[nodiscard]] LabSources lab() const { return read(lab4).labs.at(0); }
};

TEST_F(LeftOutFiles, AreNotThoseWithTheEndingsOfCpp) {
    for (const char* name :
         {"a.cpp", "b.cc", "c.cxx", "d.c++", "E.CPP", "f.h", "g.hpp", "h.hh", "i.hxx", "J.HPP", "k.inl"})
        put(std::string("lab4/") + name, "");
    const LabSources sources = lab();
    EXPECT_THAT(sources.files, testing::SizeIs(11));
    EXPECT_THAT(sources.left_out, IsEmpty());
    EXPECT_EQ(std::count_if(sources.files.begin(), sources.files.end(),
                            [](const SourceFile& file) { return file.is_unit; }),
              5);
}

TEST_F(LeftOutFiles, AreAMacsShadowsAndEditorsCopies) {
    put("lab4/._main.cpp", std::string("\0\5\26\7", 4));
    put("lab4/.vscode/main.cpp");
    put("lab4/.history/main_2026.cpp");
    put("lab4/.DS_Store", "");
    EXPECT_EQ(line(),
              "read: 1 file of lab4/; left out: ._main.cpp, .history/, .vscode/, because names that begin "
              "with a dot are not "
              "read");
}

TEST_F(LeftOutFiles, AreThoseOfBuilds) {
    put("lab4/build/CMakeFiles/3.25.1/CompilerIdCXX/CMakeCXXCompilerId.cpp");
    put("lab4/out/CMakeCache.txt", "");
    put("lab4/out/_deps/fmt/format.cpp");
    put("lab4/cmake-build-debug/x.cpp");
    EXPECT_EQ(line(),
              "read: 1 file of lab4/; left out: build/CMakeFiles/, cmake-build-debug/, because it is a build "
              "directory; "
              "out/, because it is a build directory (it holds CMakeCache.txt)");
}

TEST_F(LeftOutFiles, AreNotThoseOfALabThatWasConfiguredInItsOwnDirectory) {
    put("lab4/CMakeCache.txt", "");
    put("lab4/CMakeFiles/x.cpp");
    EXPECT_THAT(line(), HasSubstr("left out: CMakeFiles/"));
}

TEST_F(LeftOutFiles, AreNamedWithWhatToDoAboutTheirNames) {
    put("lab4/helper.c");
    put("lab4/echo.cppm");
    put("lab4/serve.cpp.txt");
    put("lab4/serve.cpp~");
    put("lab4/rest.zip");
    EXPECT_THAT(
        line(),
        AllOf(HasSubstr("helper.c, because it is C; rename it to helper.cpp"),
              HasSubstr("echo.cppm, because modules are not built here"),
              HasSubstr("serve.cpp.txt, serve.cpp~, because its name does not end in .cpp; if it belongs to "
                        "the server, rename it to serve.cpp"),
              HasSubstr("rest.zip, because it is an archive; unpack it")));
}

TEST_F(LeftOutFiles, AreNotMentionedIfTheyAreNobodysSources) {
    for (const char* name : {"Makefile", "notes.md", "server", "CMakeLists.txt", ".gitkeep", ".clang-format"})
        put(std::string("lab4/") + name, "");
    EXPECT_EQ(line(), "read: 1 file of lab4/");
}

TEST_F(LeftOutFiles, AreThoseThatOnlyLookLikeText) {
    put("lab4/wide.cpp", std::string("\xff\xfei\0n\0t\0", 8));
    put("lab4/wide2.cpp", std::string("i\0n\0t\0 \0m\0a\0i\0n\0(\0)\0", 20));
    put("lab4/pointer.cpp", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    put("lab4/rich.cpp", "{\\rtf1\\ansi int main}");
    put("lab4/page.cpp", "<!DOCTYPE html><html>");
    put("lab4/program.cpp",
        "\x7f"
        "ELF\2");
    EXPECT_THAT(
        line(),
        AllOf(HasSubstr("wide.cpp, because it is UTF-16"), HasSubstr("wide2.cpp, because it is UTF-16"),
              HasSubstr("pointer.cpp, because it is a Git LFS pointer"),
              HasSubstr("rich.cpp, because it is rich text"), HasSubstr("page.cpp, because it is a web page"),
              HasSubstr("program.cpp, because it is a compiled program")));
}

TEST_F(LeftOutFiles, AreNotThoseWithAMarkOfUtf8) {
    put("lab4/main.cpp", "\xef\xbb\xbfint main() {}\n");
    EXPECT_EQ(line(), "read: 1 file of lab4/");
}

TEST_F(LeftOutFiles, AreLinksAndPipes) {
    put("elsewhere/secret.hpp", "secret\n");
    put("lab4/main.cpp");
    fs::create_symlink(directory_ / "elsewhere/secret.hpp", directory_ / "lab4/link.hpp");
    fs::create_directory_symlink(directory_ / "elsewhere", directory_ / "lab4/linked");
    ASSERT_EQ(::mkfifo((directory_ / "lab4/pipe.cpp").c_str(), 0600), 0);
    EXPECT_EQ(line(),
              "read: 1 file of lab4/; left out: link.hpp, linked, because it is a link; hand in the file "
              "itself; pipe.cpp, "
              "because it is no ordinary file");
}

TEST_F(LeftOutFiles, AreThoseThatMayNotBeRead) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
    put("lab4/locked.cpp");
    fs::permissions(directory_ / "lab4/locked.cpp", fs::perms::none);
    EXPECT_THAT(line(),
                HasSubstr("locked.cpp, because it can't be read: Permission denied; make it readable"));
}

TEST_F(LeftOutFiles, AreThoseBesideTheLab) {
    put("common.hpp", "");
    EXPECT_THAT(line(),
                HasSubstr("common.hpp, because it is not in lab4/; move it there if the server needs it"));
}

TEST_F(LeftOutFiles, AreSaidInOneLineHoweverManyThereAre) {
    for (int number = 0; number < 40; ++number) put("lab4/." + std::to_string(number) + ".cpp");
    EXPECT_THAT(line(),
                AllOf(HasSubstr(" and 30 more, because names that begin with a dot"), Not(HasSubstr("\n"))));
}

TEST_F(LeftOutFiles, AreAllThereIs) {
    put("lab4/main.c");
    put("lab4/Makefile", "");
    EXPECT_EQ(lab().complaint,
              "lab4/ holds no C++ source (.cpp, .cc, .cxx): there is nothing to build; found there: "
              "Makefile, main.c");
    EXPECT_EQ(lab().what_was_read(),
              "read: nothing; left out: main.c, because it is C; rename it to main.cpp");
}

TEST_F(LeftOutFiles, OfAnEmptyLabInACloneMayBeARepositoryOfItsOwn) {
    put("starter/lab5/main.cpp");
    fs::create_directories(directory_ / "starter/lab4");
    EXPECT_THAT(lab().complaint,
                HasSubstr("it is empty. A git repository of its own arrives like this: if there is a "
                          "starter/lab4/.git where you work, remove it"));
}

TEST_F(LeftOutFiles, WillBeAllOfARepositoryInsideAClone) {
    put("starter/lab4/main.cpp");
    put("starter/lab4/.git/config", "");
    EXPECT_THAT(read().notices,
                testing::ElementsAre(
                    HasSubstr("starter/lab4 is a git repository of its own: a push would hand in none")));
    EXPECT_EQ(files_of(lab()), "lab4/main.cpp");
}

TEST_F(LeftOutFiles, AreRefusedAltogetherIfTheyAreTooMany) {
    for (std::size_t number = 0; number <= most_source_files; ++number)
        put("lab4/" + std::to_string(number) + ".cpp", "");
    EXPECT_THAT(lab().complaint, HasSubstr("more than 500 source files"));
    EXPECT_THAT(lab().files, IsEmpty());
}

TEST_F(LeftOutFiles, AreRefusedAltogetherIfTheyAreTooLarge) {
    put("lab4/main.cpp");
    fs::resize_file(directory_ / "lab4/main.cpp", most_source_bytes + 1);
    EXPECT_THAT(lab().complaint, HasSubstr("16 MiB of source"));
}

}  // namespace
}  // namespace grader
