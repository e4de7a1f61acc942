// A server with a sanitizer: the same text as without one, and whatever it finds is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "arena/process.hpp"
#include "compile/refused_symbols.hpp"
#include "compile/watch/statuses.hpp"
#include "submission.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SanitizedBuild : public SubmissionTest {
 protected:
    [[nodiscard]] Built build(Instrumentation instrumentation) const {
        for (const char* made : {"build-sanitized", "texts-sanitized", "source-lab4", "provided-lab4"})
            std::filesystem::remove_all(arena().scratch().path() / made);
        return SubmissionBuild(arena(), sources_of("lab4"), {directory_ / "provided"})
            .compile({"sanitized", "", instrumentation}, 60);
    }
    /// What a race, and what stands in main() before it, comes to.
    [[nodiscard]] std::string end_of_race(const std::string& before) {
        put_main(
            "#include <fcntl.h>\n#include <signal.h>\n#include <stdlib.h>\n#include <sys/wait.h>\n#include "
            "<unistd.h>\n"
            "#include <thread>\nint shared;\nint main(int, char** words) {\n    (void)words;\n    " +
            before +
            "\n    std::thread one([] { ++shared; });\n    std::thread two([] { ++shared; });\n"
            "    one.join();\n    two.join();\n    _exit(0);\n}\n");
        return end_of(Instrumentation::thread_sanitizer);
    }
    [[nodiscard]] std::string end_of(Instrumentation instrumentation) {
        const Built built = build(instrumentation);
        if (!built.result.ok) return "not built: " + all_words(built.result);
        LaunchSpec spec = arena().launch({built.server.string()});
        spec.disable_aslr = arena().layers().no_aslr;
        Process program(spec);
        const auto end = program.wait_for_output_end(std::chrono::seconds(60));
        words_ = program.standard_error();
        return end ? end->describe() : "goes on";
    }

    const std::string reported_ = "exited with status " WATCH_REPORTED_TEXT;
    const std::string lost_ = "exited with status " + std::to_string(WATCH_LOST);
    std::string words_;
};

TEST_F(SanitizedBuild, EndsAtTheFirstReportWithAStatusThatSaysSo) {
    EXPECT_EQ(end_of_race(""), reported_);
    EXPECT_THAT(words_, HasSubstr("WARNING: ThreadSanitizer: data race"));
    EXPECT_THAT(words_, HasSubstr(WATCH_MARK "ThreadSanitizer"));
    EXPECT_THAT(words_, HasSubstr("lab4/main.cpp:11"));
}

TEST_F(SanitizedBuild, ReportsThoughStandardErrorIsClosedOrElsewhere) {
    for (const char* before : {"close(2);", "dup2(open(\"/dev/null\", O_RDWR), 2);"}) {
        EXPECT_EQ(end_of_race(before), reported_) << before;
        EXPECT_THAT(words_, HasSubstr("WARNING: ThreadSanitizer: data race")) << before;
    }
}

TEST_F(SanitizedBuild, SaysSoWhereTheReportsDescriptorIsGone) {
    EXPECT_EQ(end_of_race("for (int fd = 2; fd < 5000; ++fd) close(fd);"), lost_);
    EXPECT_EQ(end_of_race("const int null = open(\"/dev/null\", O_RDWR); for (int fd = 2; fd < 5000; ++fd) "
                          "if (fd != null) dup2(null, fd);"),
              lost_);
}

TEST_F(SanitizedBuild, IsNotReplacedByAnotherProgram) {
    EXPECT_EQ(end_of_race("setenv(\"AGAIN\", \"1\", 1); execl(\"/bin/true\", \"true\", nullptr);"),
              reported_);
}

TEST_F(SanitizedBuild, EndsWithAChildThatHasARace) {
    EXPECT_THAT(
        end_of_race("if (const int child = fork(); child != 0) { waitpid(child, nullptr, 0); return 0; } "
                    "for (int fd = 2; fd < 5000; ++fd) close(fd);"),
        HasSubstr("signal 9"));
}

TEST_F(SanitizedBuild, FindsNoNameOfTheSanitizersWhenItRuns) {
    put_main(
        "#include <dlfcn.h>\n#include <stdlib.h>\n#include <string>\nint main() {\n"
        "    const std::string begin = std::string(\"__ts\") + \"an_\";\n"
        "    if (dlsym(RTLD_DEFAULT, (begin + \"init\").c_str()) != nullptr) return 1;\n"
        "    if (getenv((std::string(\"TS\") + \"AN_OPTIONS\").c_str()) != nullptr) return 2;\n    return "
        "0;\n}\n");
    if (sanitizer_link_flags(Instrumentation::thread_sanitizer, runtime_compiler()).find("-static") ==
        std::string::npos)
        GTEST_SKIP() << "this system has no static library of ThreadSanitizer";
    EXPECT_EQ(end_of(Instrumentation::thread_sanitizer), "exited with status 0");
}

TEST_F(SanitizedBuild, IsTheSameTextAsWithoutOne) {
    put_main(
        "#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)\n#define SEEN 3\n#elif "
        "defined(__has_feature)\n#if __has_feature(thread_sanitizer)\n#define SEEN 3\n#endif\n#endif\n"
        "#ifndef SEEN\n#define SEEN 0\n#endif\nint main() { return SEEN; }\n");
    for (const auto each : {Instrumentation::thread_sanitizer, Instrumentation::address_sanitizer})
        EXPECT_EQ(end_of(each), "exited with status 0");
}

TEST_F(SanitizedBuild, TellsOfErrorsOfMemory) {
    put_main(
        "#include <unistd.h>\nint main() {\n    int* volatile gone = new int(1);\n    delete gone;\n    "
        "close(2);\n"
        "    return *gone;\n}\n");
    EXPECT_EQ(end_of(Instrumentation::address_sanitizer), reported_);
    EXPECT_THAT(words_, HasSubstr("heap-use-after-free"));
    EXPECT_THAT(words_, HasSubstr(WATCH_MARK "AddressSanitizer"));
}

TEST_F(SanitizedBuild, NamesWhatWouldHideSomething) {
    put("submission/lab4/hidden.hpp",
        "\n#define GLUED(a, b) a##b\ninline void GLUED(__tsan, _on_report)(void*) {}\n");
    put_main("#include \"hidden.hpp\"\nint main() {}\n");
    const Built built = build(Instrumentation::thread_sanitizer);
    ASSERT_TRUE(built.refused);
    EXPECT_EQ(built.refused->word, "__tsan_on_report");
    EXPECT_EQ(built.refused->file, "lab4/hidden.hpp");
    EXPECT_EQ(built.refused->line, 3);
}

TEST_F(SanitizedBuild, IsNotAskedForWhatANamelessProgramDefines) {
    put_main("asm(\".globl __tsan_\" \"on_report\\n__tsan_\" \"on_report:\\n\");\nint main() {}\n");
    const Built plain = compile();
    ASSERT_TRUE(plain.result.ok) << all_words(plain.result);
    const auto symbol = find_refused_symbol(plain.server);
    ASSERT_TRUE(symbol);
    EXPECT_EQ(symbol->word, "__tsan_on_report");
    put_main("int main() {}\n");
    EXPECT_FALSE(find_refused_symbol(compile().server));
    EXPECT_FALSE(find_refused_symbol("/dev/null"));
    EXPECT_FALSE(find_refused_symbol("/etc/hostname"));
}

}  // namespace
}  // namespace grader
