// Submissions for the tests of the build, and the arena in which they are compiled.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "arena/arena.hpp"
#include "compile/build.hpp"
#include "submission/submission.hpp"
#include "support/temporary_directory.hpp"

namespace grader {

/// One for the whole process: it is made once, while there is a single thread.
inline const Arena& arena() {
    static const Arena the_arena;
    return the_arena;
}

/// A test with a submission of its own in a temporary directory, and a provided header "lab/provided.hpp".
class SubmissionTest : public testing::Test {
 private:
    // Before the first file: the arena may get a file system of its own.
    const Arena& arena_ = arena();
    const TemporaryDirectory temporary_;

 protected:
    SubmissionTest() {
        // Tests compile what they say, and leave nothing in their user's home.
        ::setenv("IO_LABS_CACHE", "off", 1);
        std::filesystem::create_directories(directory_ / "submission/lab4");
        put("provided/lab/provided.hpp", "inline int provided() { return 17; }\n");
    }

    void put(const std::string& file, const std::string& text) const {
        std::filesystem::create_directories((directory_ / file).parent_path());
        std::ofstream(directory_ / file) << text;
    }
    void put_main(const std::string& text) const { put("submission/lab4/main.cpp", text); }

    [[nodiscard]] LabSources sources_of(const std::string& lab) const {
        return read_submission(*open_directory(directory_ / "submission"), {{4, 5}, std::stoi(lab.substr(3))})
            .labs.at(0);
    }
    [[nodiscard]] SubmissionBuild prepare() const {
        std::filesystem::remove_all(arena().scratch().path() / "source-lab4");
        std::filesystem::remove_all(arena().scratch().path() / "provided-lab4");
        std::filesystem::remove_all(arena().scratch().path() / "build-plain");
        return SubmissionBuild(arena(), sources_of("lab4"), {directory_ / "provided"});
    }
    [[nodiscard]] Built compile(int seconds = 60) const { return prepare().compile({"plain", ""}, seconds); }

    /// All that a report could show of it.
    static std::string all_words(const BuildResult& result) {
        std::string words = result.reason;
        for (const Diagnostic& diagnostic : result.diagnostics)
            words += "\n" + diagnostic.file + ": " + diagnostic.message + diagnostic.text;
        return words;
    }

    const std::filesystem::path directory_ = temporary_.path();
};

}  // namespace grader
