#include "predict/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/error.hpp"

namespace {

using namespace grader;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

Entry some_entry() {
    Entry entry;
    entry.version = 2;
    entry.guesses = {{"call", "read"}, {"cpu", "a \"lot\", C:\\"}, {"open", ""}};
    entry.guessed_at = "2026-11-30T10:00:00Z";
    entry.measured = {{"call", "recvfrom"}};
    entry.measured_at = "2026-11-30T11:00:00Z";
    entry.measured_on = "starter/lab4";
    return entry;
}

class AnswersFile : public ::testing::Test {
 protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "answers-XXXXXX").string();
        directory_ = ::mkdtemp(name.data());
        file_ = directory_ / "answers.toml";
    }
    void TearDown() override { fs::remove_all(directory_); }

    void write(const std::string& text) const { std::ofstream(file_) << text; }
    [[nodiscard]] std::string contents() const {
        std::ifstream in(file_);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void expect_refused(const std::string& text, const std::string& words) const {
        write(text);
        try {
            Answers answers(file_);
            answers.keep("lab4-1", some_entry());
            FAIL() << "it was taken: " << text;
        } catch (const UserError& error) {
            EXPECT_THAT(error.what(), HasSubstr(words));
            EXPECT_THAT(error.what(), HasSubstr("answers.toml:"));
        }
        EXPECT_EQ(contents(), text);
    }

    fs::path directory_, file_;
};

TEST_F(AnswersFile, WhatIsKeptIsReadAgain) {
    Answers(file_).keep("lab4-1", some_entry());
    EXPECT_EQ(Answers(file_).entry("lab4-1"), some_entry());
    EXPECT_EQ(Answers(file_).entry("lab4-2"), Entry());
    EXPECT_THAT(contents(), HasSubstr("Nothing in it is graded"));
}

TEST_F(AnswersFile, OtherEntriesAndNotesStayAsTheyAre) {
    const std::string before =
        "# mine\n\n[notes]\nwho = \"me\"   # a note\n\n[lab5-1]\nversion = 1\nguess.who = \"own\"\n# "
        "remember this\n\n"
        "[lab4-1]\nversion = 1\nguess.call = \"accept\"\nmy_note = \"hm\"\n# why?\n\n[later]\nx = 1\n";
    write(before);
    Answers(file_).keep("lab4-1", some_entry());
    const std::string after = contents();
    for (const std::string part :
         {"# mine\n\n[notes]\nwho = \"me\"   # a note\n", "guess.who = \"own\"\n# remember this\n",
          "my_note = \"hm\"\n# why?\n\n[later]\nx = 1\n"})
        EXPECT_THAT(after, HasSubstr(part));
    EXPECT_EQ(after.find("accept"), std::string::npos);
    EXPECT_EQ(Answers(file_).entry("lab4-1"), some_entry());
}

TEST_F(AnswersFile, KeepingTheSameTwiceChangesNothing) {
    Answers(file_).keep("lab4-1", some_entry());
    Answers(file_).keep("lab5-1", some_entry());
    const std::string once = contents();
    Answers(file_).keep("lab4-1", some_entry());
    EXPECT_EQ(contents(), once);
}

TEST_F(AnswersFile, WhatAnotherRunHasKeptMeanwhileIsNotLost) {
    Answers first(file_), second(file_);
    first.keep("lab4-1", some_entry());
    second.keep("lab4-2", some_entry());
    EXPECT_EQ(Answers(file_).entry("lab4-1"), some_entry());
    EXPECT_EQ(Answers(file_).entry("lab4-2"), some_entry());
}

TEST_F(AnswersFile, GuessesMayBeWrittenByHand) {
    write("[lab4-2]\nguess = { threads = 101, virtual = \"8 MiB\" }\n");
    const Entry entry = Answers(file_).entry("lab4-2");
    EXPECT_EQ(entry.guesses.at("threads"), "101");
    EXPECT_EQ(entry.guesses.at("virtual"), "8 MiB");
}

TEST_F(AnswersFile, ABrokenFileIsAnErrorAndLosesNothing) {
    expect_refused("[lab4-1\n", "nothing was changed");
    expect_refused("[lab4-1]\nguess = 3\n", "guess.PART");
    expect_refused("[lab4-1]\nversion = \"one\"\n", "whole number");
    expect_refused("[lab4-1]\nguess.call = [1]\n", "text in quotes");
    expect_refused("lab4-1 = { version = 1, guess.call = \"x\" }\n", "not in the form");
}

TEST_F(AnswersFile, ADirectoryInItsPlaceIsAnError) {
    fs::create_directory(file_);
    EXPECT_THROW(Answers{file_}, UserError);
}

}  // namespace
