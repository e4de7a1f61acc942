// Words that would hide something from a sanitizer, and words that only look like them.
#include "compile/refused_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::optional<RefusedWord> refused(const std::string& text,
                                   Instrumentation instrumentation = Instrumentation::thread_sanitizer) {
    return find_refused_word("# 1 \"lab4/main.cpp\"\n" + text, instrumentation,
                             [](const std::string& file) { return file.rfind("lab4/", 0) == 0; });
}

/// What is refused of it, or "nothing".
std::string word_of(const std::string& text,
                    Instrumentation instrumentation = Instrumentation::thread_sanitizer) {
    const auto found = refused(text, instrumentation);
    return found ? found->word : "nothing";
}

TEST(RefusedWord, IsASanitizersFunction) {
    for (const char* name :
         {"__tsan_on_report", "__tsan_default_suppressions", "__tsan_acquire", "___tsan_read4",
          "__asan_default_options", "__lsan_is_turned_off", "__ubsan_default_options",
          "__sanitizer_set_report_fd", "__interceptor_close", "__tsan", "AnnotateIgnoreReadsBegin",
          "AnnotateBenignRaceSized", "AnnotateHappensBefore", "WTFAnnotateHappensAfter"})
        EXPECT_EQ(word_of("void f() { " + std::string(name) + "(); }"), name);
    for (const char* name : {"tsan_on_report", "_tsan", "__tsandy", "Annotate", "AnnotateConnection",
                             "sanitizer_", "__sanitize"})
        EXPECT_EQ(word_of("void f() { " + std::string(name) + "(); }"), "nothing") << name;
}

TEST(RefusedWord, IsAlsoWhatALabelOrAStringSays) {
    EXPECT_EQ(word_of("void mine(void*) asm(\"__tsan\" \"_on_report\");"), "__tsan_on_report");
    EXPECT_EQ(word_of("asm(\".globl __tsan_on_report\");"), ".globl __tsan_on_report");
    EXPECT_EQ(word_of("auto f = dlsym(nullptr, \"\\x5f_ts\\141n_init\");"), "__tsan_init");
    EXPECT_EQ(word_of("auto f = R\"x(__tsan_init)x\";"), "__tsan_init");
    EXPECT_EQ(word_of("setenv(\"TSAN_OPTIONS\", \"\", 1);"), "TSAN_OPTIONS");
    EXPECT_EQ(word_of("bool hide(const void*) asm(\"_ZN6__tsan8OnReportEPKv\");"), "_ZN6__tsan8OnReportEPKv");
    EXPECT_EQ(word_of("int mine() asm(\"another_name\");"), "nothing");
}

TEST(RefusedWord, IsAnAttributeThatTurnsThisSanitizerOff) {
    EXPECT_EQ(word_of("__attribute__((no_sanitize_thread)) void f();"), "no_sanitize_thread");
    EXPECT_EQ(word_of("[[gnu::__no_sanitize_thread__]] void f();"), "__no_sanitize_thread__");
    EXPECT_EQ(word_of("[[using gnu: no_sanitize(\"undefined\", \"thr\" \"ead\")]] void f();"),
              "no_sanitize(\"thread\")");
    EXPECT_EQ(word_of("[[clang::disable_sanitizer_instrumentation]] void f();"),
              "disable_sanitizer_instrumentation");
    EXPECT_EQ(
        word_of(
            "#pragma clang attribute push(__attribute__((no_sanitize(\"thread\"))), apply_to = function)\n"),
        "no_sanitize(\"thread\")");
    EXPECT_EQ(word_of("__attribute__((no_sanitize(\"undefined\"))) int f();"), "nothing");
    EXPECT_EQ(word_of("__attribute__((no_sanitize_address)) void f();"), "nothing");
    EXPECT_EQ(word_of("__attribute__((no_sanitize_address)) void f();", Instrumentation::address_sanitizer),
              "no_sanitize_address");
    EXPECT_EQ(word_of("bool no_sanitize = \"all\"[0] == 'a';"), "nothing");
}

TEST(RefusedWord, IsAssemblyThatMayTouchMemoryButNotAPause) {
    const auto found = refused("\nint n;\nvoid f() { asm volatile(\"lock; incl %0\" : \"+m\"(n)); }");
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->is_only_unseen);
    EXPECT_EQ(found->line, 3);
    for (const char* harmless :
         {"asm volatile(\"\" ::: \"memory\");", "__asm__ __volatile__(\"pause\");", "asm(\"rep; nop\" : : );",
          "asm volatile (\"mfence\\n\\tlfence\" ::: \"memory\");", "int masm = 1; f(masm);"})
        EXPECT_EQ(word_of("void g() { " + std::string(harmless) + " }"), "nothing") << harmless;
    EXPECT_EQ(word_of("asm(\".data\\nhidden: .long 0\");"), "asm(\".data hidden: .long 0\")");
}

TEST(RefusedWord, IsNotOneOfALibrarysHeader) {
    EXPECT_EQ(word_of("# 1 \"/usr/include/c++/x\" 1 3\nvoid g() { asm(\"movl %0, %1\" : : ); }\n# 2 "
                      "\"lab4/main.cpp\" 2\n"),
              "nothing");
    // In a header that really says so, and not in one of which a marker only says that it does.
    EXPECT_EQ(word_of("# 1 \"/usr/include/stdlib.h\" 1 3\nvoid __tsan_init();\n# 2 \"lab4/main.cpp\" 2\n"),
              "__tsan_init");
    EXPECT_EQ(word_of("# 1 \"" REPOSITORY "/grader/tests/compile/refused_words_test.cpp\" 1 3\nvoid "
                      "__tsan_init();\n# 2 \"lab4/main.cpp\" 2\n"),
              "nothing");
}

TEST(RefusedWord, IsShownWhereItStands) {
    const auto found = refused(
        "\n# 40 \"lab4/echo.hpp\" 1\n\nchar c = '\\\"'; // no string begins\nint d = 1'000;\nvoid "
        "__tsan_init();\n");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->file, "lab4/echo.hpp");
    EXPECT_EQ(found->line, 43);
    EXPECT_THAT(found->describe(),
                AllOf(HasSubstr("lab4/echo.hpp:43: `__tsan_init`"), HasSubstr("sanitizer's own")));
    // A #line makes nobody's words another's.
    const auto elsewhere = refused("# 40 \"/usr/include/stdio.h\"\nvoid __tsan_init();\n");
    ASSERT_TRUE(elsewhere);
    EXPECT_EQ(elsewhere->file, "lab4/main.cpp");
}

TEST(RefusedWord, IsFoundInTextsWithoutAnEnd) {
    for (const std::string end : {"\"", "'", "R\"(", "R\"", "\"\\", "\"\\x", "\"\\u{", "# 1 \"", "#",
                                  "# 99999999999999 \"x\" 1", "asm(", "no_sanitize("})
        EXPECT_EQ(word_of("int __tsan_x; " + end), "__tsan_x") << end;
    for (const std::string end :
         {"\"", "'", "R\"(", "R\"", "\"\\", "\"\\x", "\"\\u{", "\n# 1 \"", "\n#", "asm(\"", "no_sanitize(\""})
        EXPECT_EQ(word_of("int x; " + end), "nothing") << end;
    std::string deep;
    for (int depth = 0; depth < 3000; ++depth) deep += "# 1 \"lab4/a.hpp\" 1\n";
    EXPECT_EQ(word_of(deep + "int __tsan_x;"), "__tsan_x");
}

}  // namespace
}  // namespace grader
