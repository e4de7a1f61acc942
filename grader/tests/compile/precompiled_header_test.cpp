// Headers compiled beforehand: used where a file includes them itself, and nothing compiles, or is said, that
// would not be without them.
#include "compile/precompiled_header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "arena/process.hpp"
#include "base/files.hpp"
#include "result/json.hpp"
#include "submission.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::Not;

const fs::path repository = REPOSITORY;

std::vector<Variant> all_variants() {
    return {{"plain", ""},
            {"sanitized", "", Instrumentation::thread_sanitizer},
            {"runtime", "", Instrumentation::none, true},
            {"runtime-thread", "", Instrumentation::thread_sanitizer, true},
            {"runtime-address", "", Instrumentation::address_sanitizer, true}};
}

class Precompiled : public SubmissionTest {
 protected:
    Precompiled() {
        fs::create_directories(directory_ / "submission/lab5");
        fs::remove_all(directory_ / "provided");
        for (const char* headers : {"starter/include", "runtime/include"})
            fs::copy(repository / headers, directory_ / "provided", fs::copy_options::recursive);
        if (!find({"runtime", "", Instrumentation::none, true})) beforehand_ = false;
    }
    void SetUp() override {
        if (!beforehand_) GTEST_SKIP() << "this build's compiler is not g++: nothing is compiled beforehand";
    }
    [[nodiscard]] std::optional<PrecompiledHeader> find(const Variant& variant) const {
        return find_precompiled_header(runtime_compiler(), compile_flags(variant), directory_ / "provided");
    }

    /// Whether lab5/main.cpp may be compiled with rt/rt.hpp.
    [[nodiscard]] bool main_begins(const std::string& text) const {
        put("submission/lab5/main.cpp", text);
        IncludingFiles among{directory_ / "submission", directory_ / "provided", {}};
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(among.sources))
            if (entry.is_regular_file())
                among.files.push_back(entry.path().lexically_relative(among.sources).string());
        return begins_with("rt/rt.hpp", "lab5/main.cpp", among);
    }

    /// All that is said of a Lab 5 submission: with what was compiled beforehand, or with provided headers
    /// that differ from it by a comment.
    [[nodiscard]] std::string words_of_build(bool with) const {
        if (!with) put("provided/rt/another.hpp", "// so these are not the headers of then\n");
        const fs::path scratch = arena().scratch().path();
        for (const char* made : {"source-lab5", "provided-lab5", "build-plain"})
            fs::remove_all(scratch / made);
        const SubmissionBuild build(arena(), sources_of("lab5"), {directory_ / "provided"});
        const Built built = build.compile({"plain", "", Instrumentation::none, true}, 120);
        fs::remove(directory_ / "provided/rt/another.hpp");
        std::string words = built.result.ok ? "it compiles" : "it does not: " + built.result.reason;
        for (const Diagnostic& each : built.result.diagnostics)
            words += "\n" + each.file + ":" + std::to_string(each.line) + ":" + std::to_string(each.column) +
                     ": " + std::string(word(each.severity)) + ": " + each.message + "\n" + each.text;
        return words;
    }

    bool beforehand_ = true;
};

TEST_F(Precompiled, ThereIsOneForEachWayOfBuilding) {
    for (const Variant& variant : all_variants()) {
        const auto found = find(variant);
        ASSERT_TRUE(found) << variant.name;
        EXPECT_EQ(found->header, variant.has_runtime ? "rt/rt.hpp" : "lab/options.hpp");
    }
    EXPECT_FALSE(find({"other", "-DOTHER"}));
}

TEST_F(Precompiled, TheCompilerTakesEach) {
    for (const Variant& variant : all_variants()) {
        const auto found = find(variant);
        ASSERT_TRUE(found) << variant.name;
        std::vector<std::string> command = compile_flags(variant);
        command.insert(command.begin(), runtime_compiler());
        // -H marks with "!" what it takes, and "x" what it does not.
        const fs::path headers = repository / (variant.has_runtime ? "runtime/include" : "starter/include");
        command.insert(command.end(),
                       {"-ffile-prefix-map=/elsewhere=", "-I" + headers.string(), "-H", "-fsyntax-only",
                        "-include", found->stub.string(), "-x", "c++", "/dev/null"});
        LaunchSpec spec = arena().launch(command);
        spec.compiles = spec.may_execute = true;
        spec.readable.insert(spec.readable.end(),
                             {precompiled_headers_directory().string(), headers.string(), "/dev/null"});
        Process compiler(spec);
        const auto ended = compiler.wait_for_output_end(std::chrono::seconds(60));
        ASSERT_TRUE(ended) << variant.name;
        EXPECT_EQ(ended->value, 0) << compiler.standard_error();
        EXPECT_THAT(compiler.standard_error(), HasSubstr("! " + found->stub.string() + ".gch"))
            << variant.name;
    }
}

TEST_F(Precompiled, OneOfOtherHeadersIsNotFound) {
    const Variant variant{"runtime", "", Instrumentation::none, true};
    put("provided/rt/more.hpp", "");
    EXPECT_FALSE(find(variant)) << "a header more";
    fs::remove(directory_ / "provided/rt/more.hpp");
    ASSERT_TRUE(find(variant));
    put("provided/rt/sync.hpp", *read_file(directory_ / "provided/rt/sync.hpp") + "\n");
    EXPECT_FALSE(find(variant)) << "another text";
    fs::remove(directory_ / "provided/rt/sync.hpp");
    EXPECT_FALSE(find(variant)) << "a header less";
}

TEST_F(Precompiled, AnotherCompilerGetsNone) {
    EXPECT_FALSE(find_precompiled_header("/bin/true", compile_flags({"plain", ""}), directory_ / "provided"));
}

TEST_F(Precompiled, AFileMayHaveItThatIncludesIt) {
    EXPECT_TRUE(main_begins("#include \"rt/rt.hpp\"\n"));
    EXPECT_TRUE(
        main_begins("// Lab 5\n#include <signal.h>\n\n#include <cstdio>\n#include \"lab/options.hpp\"\n"
                    "#include <rt/rt.hpp>\nint main() {}\n"));
    put("submission/lab5/net/echo.hpp",
        "#pragma once\n#include <chrono>\n#include \"../own.hpp\"\nvoid echo();\n");
    put("submission/lab5/own.hpp", "#ifndef OWN_HPP\n#define OWN_HPP\n#include \"rt/rt.hpp\"\n#endif\n");
    EXPECT_TRUE(main_begins("#include \"net/echo.hpp\"\n"));
    put("submission/lab5/first.hpp", "#pragma once\n#include \"first.hpp\"\n#include <span>\n");
    EXPECT_TRUE(main_begins("#include \"first.hpp\"\n#include \"first.hpp\"\n#include \"own.hpp\"\n"));
}

TEST_F(Precompiled, AFileMayNotHaveItThatDoesNotIncludeItFirstOfAll) {
    EXPECT_FALSE(main_begins("#include <thread>\nint main() {}\n"));
    EXPECT_FALSE(main_begins("#include \"rt/task.hpp\"\nint main() {}\n"));
    EXPECT_FALSE(main_begins("#define thread_local\n#include \"rt/rt.hpp\"\n"));
    EXPECT_FALSE(main_begins("int x;\n#include \"rt/rt.hpp\"\n"));
    EXPECT_FALSE(main_begins("// #include \"rt/rt.hpp\"\nint main() {}\n"));
    EXPECT_FALSE(main_begins("#include <linux/in.h>\n#include \"rt/rt.hpp\"\n"))
        << "an order that may matter";
    EXPECT_FALSE(main_begins("#include \"missing.hpp\"\n#include \"rt/rt.hpp\"\n"));
    put("submission/lab5/words.hpp", "#pragma once\n#include <span>\nint x;\n");
    EXPECT_FALSE(main_begins("#include \"words.hpp\"\n#include \"rt/rt.hpp\"\n"));
    put("submission/lab5/guarded.hpp",
        "#ifndef GUARDED_HPP\n#define GUARDED_HPP\n#include \"rt/rt.hpp\"\n#endif\n");
    EXPECT_FALSE(main_begins("#ifndef GUARDED_HPP\n#define GUARDED_HPP\n#include \"guarded.hpp\"\n#endif\n"));
    put("submission/lab5/rt/rt.hpp", "namespace rt {}\n");
    EXPECT_FALSE(main_begins("#include \"rt/rt.hpp\"\n")) << "the student's own header of that name";
}

TEST_F(Precompiled, WhatAFileDoesNotIncludeItDoesNotHave) {
    // The other file has std::vector by way of rt/rt.hpp.
    put("submission/lab5/other.cpp",
        "#include \"rt/rt.hpp\"\nint other() { return std::vector{1}.front(); }\n");
    put("submission/lab5/main.cpp", "#include \"rt/result.hpp\"\nrt::Task<> none();\nint main() {}\n");
    const std::string words = words_of_build(true);
    EXPECT_THAT(words, HasSubstr("lab5/main.cpp:2:"));
    EXPECT_THAT(words, Not(HasSubstr("other.cpp")));
    EXPECT_EQ(words, words_of_build(false));
}

// g++ would take it for the header itself, by its text, and not complain of second definitions.
TEST_F(Precompiled, ACopyOfAProvidedHeaderIsNoticed) {
    put("submission/lab5/main.cpp", "#include \"rt/rt.hpp\"\n#include \"mine.hpp\"\nint main() {}\n");
    put("submission/lab5/mine.hpp", *read_file(directory_ / "provided/rt/result.hpp") + "\n");
    const IncludingFiles files{
        directory_ / "submission", directory_ / "provided", {"lab5/main.cpp", "lab5/mine.hpp"}};
    EXPECT_FALSE(copies_provided_header(files));
    put("submission/lab5/mine.hpp", *read_file(directory_ / "provided/rt/result.hpp"));
    EXPECT_TRUE(copies_provided_header(files));
}

TEST_F(Precompiled, EachErrorAndWarningIsWordForWordTheSame) {
    const std::string begin = "#include <cstdio>\n#include \"rt/rt.hpp\"\n\n";
    const std::string mistakes[] = {
        begin + "int main() {\n    int unused;\n    return 0\n}\n",
        begin + "int main() {\n    int unused;\n}\n",
        begin + "#include \"nowhere.hpp\"\nint main() { std::regex none; }\n",
        *read_file(repository / "runtime/tests/mistakes/lambda_with_captures.cpp"),
    };
    for (const std::string& mistake : mistakes) {
        put("submission/lab5/main.cpp", mistake);
        const std::string with = words_of_build(true);
        EXPECT_EQ(with, words_of_build(false)) << mistake;
        EXPECT_THAT(with, AnyOf(HasSubstr("error"), HasSubstr("warning")));
    }
}

TEST_F(Precompiled, ProgramsKnowTheSameLines) {
    // __LINE__ and __FILE__ of the file, and of a header of the student's own.
    put("submission/lab5/place.hpp",
        "#pragma once\n#include \"rt/rt.hpp\"\n\n#define PLACE __FILE__ \":\" + std::to_string(__LINE__)\n");
    put("submission/lab5/main.cpp",
        "#include \"place.hpp\"\n\nstatic_assert(__LINE__ == 3);\n"
        "static_assert(std::string_view(__FILE__) == \"lab5/main.cpp\");\n#warning here\nint main() {}\n");
    const std::string words = words_of_build(true);
    EXPECT_THAT(words, HasSubstr("it compiles\nlab5/main.cpp:5:2: warning: #warning here"));
    EXPECT_EQ(words, words_of_build(false));
}

TEST_F(Precompiled, IsReachedWhereItLiesOrInACopy) {
    const auto found = find({"plain", ""});
    ASSERT_TRUE(found);
    EXPECT_EQ(ReachableStub(found, 0, directory_ / "copy").path(), found->stub);
    EXPECT_TRUE(ReachableStub(std::nullopt, 0, directory_ / "copy").path().empty());

    // A clone that is closed to others, like one in /root.
    PrecompiledHeader closed = *found;
    closed.stub = directory_ / "closed/plain.hpp";
    fs::create_directories(directory_ / "closed");
    put("closed/plain.hpp", "stub");
    put("closed/plain.hpp.gch", "compiled");
    fs::permissions(directory_ / "closed", fs::perms(0700));
    {
        const ReachableStub reachable(closed, 12345, directory_ / "copy");
        EXPECT_EQ(reachable.path(), directory_ / "copy/plain.hpp");
        EXPECT_EQ(read_file(directory_ / "copy/plain.hpp.gch"), "compiled");
    }
    EXPECT_FALSE(fs::exists(directory_ / "copy"));
    fs::remove(directory_ / "closed/plain.hpp.gch");
    EXPECT_TRUE(ReachableStub(closed, 12345, directory_ / "copy").path().empty()) << "nothing to copy";
}

TEST_F(Precompiled, IsNotConfusedByANameThatNoFileCanHave) {
    for (const std::size_t length : {300U, 5'000U})
        EXPECT_TRUE(main_begins("#include <" + std::string(length, 'a') + ">\n#include <rt/rt.hpp>\n"))
            << "like any other that is not the course's";
}

}  // namespace
}  // namespace grader
