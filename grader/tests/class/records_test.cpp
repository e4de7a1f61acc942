#include "class/records.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"
#include "class/class_run.hpp"
#include "class/engine.hpp"
#include "class/grading_process.hpp"
#include "class/rubrics.hpp"
#include "class/task.hpp"
#include "documents.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

class Records : public testing::Test {
 protected:
    Records() {
        asked_.source = "/class";
        asked_.options.checks = {"*Echo*"};
        asked_.columns = {"id"};
        asked_.students = {student("ada"), student("bob"), student("cyd")};
        asked_.students[0].name = "Zo\xEB";
        asked_.students[2].problem = "nothing was handed in";
        write_class(out_, asked_);
    }

    TemporaryDirectory directory_;
    ClassDirectory out_{directory_.path()};
    Class asked_;
};

TEST_F(Records, AreReadAsTheyWereWritten) {
    const Class read = read_class(out_);
    EXPECT_EQ(read.source, "/class");
    EXPECT_THAT(read.options.checks, ElementsAre("*Echo*"));
    ASSERT_EQ(read.students.size(), 3U);
    EXPECT_EQ(read.students[0].name, "Zo\uFFFD") << "what is no UTF-8 is replaced";
    EXPECT_EQ(read.student("bob")->id, "bob");
    EXPECT_EQ(read.student("eve"), nullptr);
}

TEST_F(Records, WhatIsNoneIsNamed) {
    const ClassDirectory nowhere("/nowhere");
    EXPECT_THAT([&] { (void)read_class(nowhere); },
                ThrowsMessage<UserError>(HasSubstr("/nowhere holds no class")));
    for (const char* text : {"", "{", "[]", "{\"format\": \"other\"}"}) {
        write_file(out_.record(), text);
        EXPECT_THROW((void)read_class(out_), UserError) << text;
    }
    write_file(out_.record(), R"({"format": "io-labs-class", "version": 99})");
    EXPECT_THAT([&] { (void)read_class(out_); }, ThrowsMessage<UserError>(HasSubstr("newer version")));
    write_file(out_.record(), R"({"format": "io-labs-class", "version": 1, "students": 3})");
    EXPECT_THAT([&] { (void)read_class(out_); }, ThrowsMessage<UserError>(HasSubstr("damaged")));
}

TEST_F(Records, WhoHasNoStateIsStillToBeGraded) {
    EXPECT_THAT(unfinished_students(out_, asked_), ElementsAre("ada", "bob"))
        << "the third has nothing to grade";
    State state;
    state.is_final = true;
    std::filesystem::create_directories(out_.student("ada"));
    write_state(out_, "ada", state);
    EXPECT_THAT(unfinished_students(out_, asked_), ElementsAre("bob"));
}

TEST_F(Records, ALostAttemptIsFollowedByOneMore) {
    note_lost_attempt(out_, "ada", false, "signal 9");
    EXPECT_FALSE(read_state(out_, "ada").is_final);
    note_lost_attempt(out_, "ada", true, "signal 9");
    const State state = read_state(out_, "ada");
    EXPECT_EQ(state.attempts.size(), most_attempts);
    EXPECT_TRUE(state.is_final);
    EXPECT_TRUE(state.is_flagged());
    EXPECT_FALSE(state.has_verdict);
    EXPECT_EQ(standing(asked_.students[0], {state, std::nullopt}), "no verdict");
}

TEST_F(Records, ADamagedStateIsNamed) {
    std::filesystem::create_directories(out_.student("ada"));
    write_file(out_.state("ada"), "{");
    EXPECT_THAT([&] { (void)read_state(out_, "ada"); },
                ThrowsMessage<UserError>(HasSubstr("state.json is damaged")));
}

TEST_F(Records, HashesTellSubmissionsApartByNamesAndBytes) {
    const auto hash_of = [&](const std::string& name, const std::string& text) {
        const std::filesystem::path place = directory_.path() / "handed-in";
        std::filesystem::remove_all(place);
        write_file(place / "lab4" / name, text);
        Student one = student("ada");
        one.submission = place.string();
        return hash_of_submission(REPOSITORY, one, 4);
    };
    const std::string first = hash_of("main.cpp", "int main() {}\n");
    EXPECT_EQ(first.size(), 64U);
    EXPECT_EQ(hash_of("main.cpp", "int main() {}\n"), first);
    EXPECT_NE(hash_of("main.cpp", "int main() { }\n"), first);
    EXPECT_NE(hash_of("server.cpp", "int main() {}\n"), first);
    EXPECT_EQ(hashes_of_rubrics(REPOSITORY, {}).size(), 2U);
}

}  // namespace
}  // namespace grader
