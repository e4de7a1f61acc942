// Sources that want to look around, and sources that never come to an end. A compiler does what they say, so
// it is the arena that must not let it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "submission.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class HostileSource : public SubmissionTest {
 protected:
    /// A file that everybody on this machine may read, outside the arena.
    [[nodiscard]] std::string secret() const {
        put("secret", "the_secret_word = 42;\n");
        fs::permissions(directory_, fs::perms(0755));
        fs::permissions(directory_ / "secret", fs::perms(0644));
        return (directory_ / "secret").string();
    }
    static void need_sealed_files() {
        if (arena().layers().landlock_abi == 0)
            GTEST_SKIP() << "no Landlock: what is readable stays readable";
    }
    static std::uintmax_t bytes_of_scratch() {
        std::uintmax_t bytes = 0;
        for (const auto& entry : fs::recursive_directory_iterator(arena().scratch().path()))
            if (entry.is_regular_file()) bytes += entry.file_size();
        return bytes;
    }
    static void expect_stopped(const Built& built) {
        EXPECT_FALSE(built.result.ok);
        EXPECT_TRUE(built.server.empty());
        EXPECT_THAT(all_words(built.result), Not(IsEmpty()));
    }
};

TEST_F(HostileSource, CannotShowAFileOfTheMachineInAnErrorMessage) {
    need_sealed_files();
    put_main("#include \"/etc/passwd\"\nint main() {}\n");
    const Built built = compile();
    expect_stopped(built);
    EXPECT_THAT(all_words(built.result), HasSubstr("/etc/passwd"));
    EXPECT_THAT(all_words(built.result), Not(HasSubstr("root:")));
}

TEST_F(HostileSource, CannotIncludeFilesOfOtherSubmissions) {
    need_sealed_files();
    put_main("#include \"" + secret() + "\"\nint main() {}\n");
    const Built built = compile();
    expect_stopped(built);
    EXPECT_THAT(all_words(built.result), Not(HasSubstr("the_secret_word")));
}

TEST_F(HostileSource, CannotMakeAFileOfTheMachineAPartOfTheProgram) {
    need_sealed_files();
    put_main("asm(\".incbin \\\"" + secret() + "\\\"\");\nint main() {}\n");
    const Built built = compile();
    expect_stopped(built);
    EXPECT_THAT(all_words(built.result), Not(HasSubstr("the_secret_word")));
}

TEST_F(HostileSource, CannotAskWhetherAFileHoldsSomething) {
    need_sealed_files();
    put_main("#if __has_include(\"" + secret() + "\")\n#include \"" + secret() +
             "\"\n#endif\nint main() {}\n");
    EXPECT_THAT(all_words(compile().result), Not(HasSubstr("the_secret_word")));
}

TEST_F(HostileSource, CannotSeeTheGradersEnvironment) {
    ::setenv("IO_LABS_TEST_TOKEN", "the_secret_word", 1);
    put_main("#include \"/proc/self/environ\"\nint main() {}\n");
    EXPECT_THAT(all_words(compile().result), Not(HasSubstr("the_secret_word")));
    ::unsetenv("IO_LABS_TEST_TOKEN");
}

TEST_F(HostileSource, ThatInstantiatesWithoutEndIsStopped) {
    put_main(
        "template <long path, int depth> struct Tree {\n"
        "    static constexpr long value = Tree<2 * path, depth - 1>::value + Tree<2 * path + 1, depth - "
        "1>::value;\n"
        "};\n"
        "template <long path> struct Tree<path, 0> { static constexpr long value = 1; };\n"
        "int main() { return static_cast<int>(Tree<1, 40>::value); }\n");
    expect_stopped(compile(3));
}

TEST_F(HostileSource, ThatIncludesItselfTwiceIsStopped) {
    put_main("#include \"main.cpp\"\n#include \"main.cpp\"\n");
    expect_stopped(compile(3));
}

TEST_F(HostileSource, ThatIncludesADeviceWithoutEndIsStopped) {
    put_main("#include \"/dev/zero\"\nint main() {}\n");
    expect_stopped(compile(5));
}

TEST_F(HostileSource, ThatMakesAHugeProgramIsStoppedBeforeTheDiskIsFull) {
    put_main("char huge[1L << 30] = {1};\nint main() { return huge[5]; }\n");
    expect_stopped(compile(60));
    EXPECT_LE(bytes_of_scratch(), 512U << 20U);
}

TEST_F(HostileSource, ThatFillsTheErrorStreamIsBounded) {
    std::string text;
    for (int number = 0; number < 4'000; ++number)
        text += "#warning " + std::string(100, 'x') + std::to_string(number) + "\n";
    put_main(text + "int main( {}\n");
    const Built built = compile();
    expect_stopped(built);
    EXPECT_EQ(built.result.diagnostics.size(), 8U);
}

TEST_F(HostileSource, WhoseMacrosGrowWithoutEndIsStopped) {
    std::string text = "#define M0 \"0123456789abcdef\"\n";
    for (int level = 1; level < 12; ++level) {
        const std::string below = " M" + std::to_string(level - 1);
        text += "#define M" + std::to_string(level);
        for (int times = 0; times < 10; ++times) text += below;
        text += "\n";
    }
    put_main(text + "const char* words = M11;\nint main() { return words[5]; }\n");
    const Built built = compile(6);
    expect_stopped(built);
    EXPECT_LE(bytes_of_scratch(), 512U << 20U);
}

TEST_F(HostileSource, ThatAsksTheAssemblerForMoreThanThereIsIsStopped) {
    for (const char* assembly :
         {".incbin \\\"/dev/zero\\\"", ".space 1 << 40", ".rept 1 << 40\\n.quad 1\\n.endr",
          ".incbin \\\"/dev/urandom\\\"", ".macro again\\nagain\\n.quad 1\\n.endm\\nagain",
          ".include \\\"/dev/zero\\\""}) {
        put_main("asm(\"" + std::string(assembly) + "\");\nint main() {}\n");
        expect_stopped(compile(10));
        EXPECT_LE(bytes_of_scratch(), 512U << 20U) << assembly;
    }
}

TEST_F(HostileSource, ThatIsNestedDeeperThanTheCompilersStackIsStopped) {
    put_main("int main() { return " + std::string(400'000, '(') + "1" + std::string(400'000, ')') + "; }\n");
    expect_stopped(compile(6));
}

TEST_F(HostileSource, ThatComputesWithoutEndIsStopped) {
    put_main(
        "constexpr long slow(long n) { long sum = 0; for (long i = 0; i < n; ++i) for (long j = 0; j < n; "
        "++j) sum += j; "
        "return sum; }\n"
        "template <int k> struct Part { static constexpr long value = slow(5'000 + k) + Part<k - 1>::value; "
        "};\n"
        "template <> struct Part<0> { static constexpr long value = 0; };\n"
        "int main() { return Part<800>::value != 0; }\n");
    expect_stopped(compile(5));
}

TEST_F(HostileSource, ReadsNothingOfWhatTheCompilerWasStartedWith) {
    for (const char* place :
         {"/proc/self/fd/0", "/dev/stdin", "/proc/self/cmdline", "/proc/self/maps", "/proc/self/mem"}) {
        put_main("#include \"" + std::string(place) + "\"\nint main( {}\n");
        const Built built = compile(6);
        expect_stopped(built);
        EXPECT_THAT(all_words(built.result), Not(HasSubstr("[stack]"))) << place;
    }
}

TEST_F(HostileSource, CannotBringAPrecompiledHeaderOfItsOwn) {
    put_main("#pragma GCC pch_preprocess \"lab4/own.hpp\"\nint main() {}\n");
    put("submission/lab4/own.hpp", "gpch.014 is how one begins\n");
    std::filesystem::remove_all(arena().scratch().path() / "build-watched");
    std::filesystem::remove_all(arena().scratch().path() / "texts-watched");
    const Built built = prepare().compile({"watched", "", Instrumentation::thread_sanitizer}, 60);
    ASSERT_TRUE(built.refused);
    EXPECT_EQ(built.refused->word, "pch_preprocess");
}

}  // namespace
}  // namespace grader
