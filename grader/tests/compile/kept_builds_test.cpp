// Unchanged sources are not compiled again, and changed ones are. The compiler is a script that writes down
// its runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "arena/process.hpp"
#include "base/files.hpp"
#include "submission.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class KeptBuilds : public SubmissionTest {
 protected:
    KeptBuilds() {
        ::setenv("IO_LABS_CACHE", (directory_ / "cache").c_str(), 1);
        if (BuildCache::of_this_user(arena().layers()).directory().empty()) possible_ = false;
        be("exec g++ \"$@\"");
        put_main("int one();\nint main() { return one(); }\n");
        put("submission/lab4/one.cpp", "#include \"one.hpp\"\nint one() { int unused; return ONE; }\n");
        put("submission/lab4/one.hpp", "#define ONE 1\n");
    }
    ~KeptBuilds() override {
        ::setenv("IO_LABS_CACHE", "off", 1);
        ::unsetenv("CXX");
    }
    void SetUp() override {
        if (!possible_) GTEST_SKIP() << "nothing keeps submissions out of what is kept";
    }

    static void be(const std::string& script) {
        const auto compiler = arena().scratch().make_readable("compiler") / "c++";
        fs::remove(compiler);
        std::ofstream(compiler) << "#!/bin/sh\nfor word; do case $word in lab4/*.cpp) echo $word; esac; "
                                   "done >>$TMPDIR/runs; echo run >>$TMPDIR/runs\n"
                                << script << "\n";
        fs::permissions(compiler, fs::perms(0755));
        ::setenv("CXX", compiler.c_str(), 1);
    }

    /// Builds, and returns what was given to the compiler: names of units, and "run" for each run.
    std::vector<std::string> compiled(const std::string& flags = "") {
        built_ = prepare().compile({"plain", flags}, 60);
        std::vector<std::string> words;
        std::istringstream runs(read_file(built_.server.parent_path() / "runs").value_or(""));
        for (std::string word; runs >> word;) words.push_back(word);
        std::sort(words.begin(), words.end());
        return words;
    }
    static int exit_status(const Built& built) {
        Process program(arena().launch({built.server.string()}));
        const auto exit = program.wait_for_exit(std::chrono::seconds(60));
        return exit && exit->kind == Exit::Kind::exited ? exit->value : -1;
    }

    Built built_;
    bool possible_ = true;
};

TEST_F(KeptBuilds, WhatIsUnchangedIsNotCompiledAgain) {
    EXPECT_THAT(compiled(), ElementsAre("lab4/main.cpp", "lab4/one.cpp", "run", "run", "run"));
    ASSERT_THAT(built_.result.diagnostics, SizeIs(1)) << all_words(built_.result);
    const std::string warning = built_.result.diagnostics[0].message;
    EXPECT_THAT(compiled(), IsEmpty());
    EXPECT_TRUE(built_.result.ok);
    EXPECT_EQ(exit_status(built_), 1);
    // What the compiler said is kept, too.
    ASSERT_THAT(built_.result.diagnostics, SizeIs(1));
    EXPECT_EQ(built_.result.diagnostics[0].message, warning);
    EXPECT_EQ(built_.result.diagnostics[0].file, "lab4/one.cpp");
    EXPECT_THAT(built_.result.diagnostics[0].text, HasSubstr("int unused"));
}

TEST_F(KeptBuilds, OfTwoFilesOnlyTheChangedOneIsCompiled) {
    compiled();
    put_main("int one();\nint main() { return one() + 4; }\n");
    EXPECT_THAT(compiled(), ElementsAre("lab4/main.cpp", "run", "run"));
    EXPECT_EQ(exit_status(built_), 5);
    ASSERT_THAT(built_.result.diagnostics, SizeIs(1));
    EXPECT_EQ(built_.result.diagnostics[0].file, "lab4/one.cpp");
}

TEST_F(KeptBuilds, AChangedHeaderCompilesAllAgain) {
    compiled();
    put("submission/lab4/one.hpp", "#define ONE 2\n");
    EXPECT_THAT(compiled(), SizeIs(5));
    EXPECT_EQ(exit_status(built_), 2);
    put("provided/lab/provided.hpp", "inline int provided() { return 18; }\n");
    EXPECT_THAT(compiled(), SizeIs(5));
}

TEST_F(KeptBuilds, AFileThatIncludesAnotherThatIsCompiledIsCompiledWithIt) {
    put_main("#define ONE 3\n#include \"other/../one.cpp\"\nint main() { return one(); }\n");
    put("submission/lab4/one.cpp", "#ifdef ONE\nstatic int one() { return ONE; }\n#endif\n");
    put("submission/lab4/other/a.hpp", "");
    compiled();
    EXPECT_EQ(exit_status(built_), 3) << all_words(built_.result);
    put("submission/lab4/one.cpp", "#ifdef ONE\nstatic int one() { return ONE + 1; }\n#endif\n");
    compiled();
    EXPECT_EQ(exit_status(built_), 4);
}

TEST_F(KeptBuilds, AFileMoreOrLessIsAnotherProgram) {
    put_main("int main() {\n#if __has_include(\"more.cpp\")\n    return 7;\n#endif\n}\n");
    compiled();
    EXPECT_EQ(exit_status(built_), 0);
    put("submission/lab4/more.cpp", "");
    compiled();
    EXPECT_EQ(exit_status(built_), 7);
}

TEST_F(KeptBuilds, OtherFlagsOrAnotherCompilerCompileAllAgain) {
    compiled();
    EXPECT_THAT(compiled("-DOTHER"), SizeIs(5));
    EXPECT_THAT(compiled(), IsEmpty());
    be("exec g++ \"$@\"  # changed");
    EXPECT_THAT(compiled(), SizeIs(5));
}

TEST_F(KeptBuilds, WhatDoesNotCompileIsNotKept) {
    put_main("int main() { return undeclared; }\n");
    compiled();
    EXPECT_FALSE(built_.result.ok);
    put_main("int one();\nint main() { return one(); }\n");
    compiled();
    EXPECT_TRUE(built_.result.ok) << all_words(built_.result);
}

TEST_F(KeptBuilds, AProgramThatRunsReachesNothingOfIt) {
    compiled();
    put_main("#include <dirent.h>\n#include <fcntl.h>\nint one();\nint main() {\n    if (opendir(\"" +
             (directory_ / "cache/builds").string() + "\") != nullptr) return 10;\n    if (open(\"" +
             (directory_ / "cache/builds/forged").string() +
             "\", O_CREAT | O_WRONLY, 0600) >= 0) return 11;\n"
             "    return one();\n}\n");
    compiled();
    EXPECT_EQ(exit_status(built_), 1) << all_words(built_.result);
}

}  // namespace
}  // namespace grader
