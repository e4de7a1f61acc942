// What a report says of a server that ended by itself, judged by its last words.
#include "checks/meaning_of_end.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>

#include "base/files.hpp"
#include "checks/catalogue.hpp"
#include "support/anchors.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Exit by_signal(int number) {
    return {Exit::Kind::signalled, number, ""};
}

constexpr const char* thread_words = "terminate called without an active exception\n";
constexpr const char* exception_words =
    "serving\nterminate called after throwing an instance of 'std::system_error'\n"
    "  what():  recv: Connection reset by peer\n";

TEST(LastWords, OfADestroyedThreadNameTheThreadThatNobodyJoined) {
    const std::string meaning = meaning_of_end(4, by_signal(SIGABRT), thread_words);
    EXPECT_THAT(meaning,
                AllOf(HasSubstr("nobody had joined or detached"), HasSubstr("#threads-that-nobody-joins")));
}

TEST(LastWords, OfAnExceptionNameItAndWhatItSays) {
    const std::string meaning = meaning_of_end(4, by_signal(SIGABRT), exception_words);
    EXPECT_THAT(meaning,
                HasSubstr("nobody caught: std::system_error, which says \"recv: Connection reset by peer\""));
    EXPECT_THAT(
        meaning_of_end(4, by_signal(SIGABRT), "terminate called after throwing an instance of 'int'\n"),
        HasSubstr("nobody caught: int. "));
    EXPECT_THAT(meaning_of_end(5, by_signal(SIGABRT), exception_words), HasSubstr("#errors-as-values"));
}

TEST(LastWords, OfDamagedMemoryAreAMemoryError) {
    EXPECT_THAT(meaning_of_end(5, by_signal(SIGABRT), "double free or corruption (fasttop)\n"),
                AllOf(HasSubstr("damaged memory"), HasSubstr("NoMemoryErrors")));
    EXPECT_THAT(meaning_of_end(4, by_signal(SIGSEGV), ""),
                AllOf(HasSubstr("memory error"), HasSubstr("NoDataRaces"), Not(HasSubstr("NoMemoryErrors"))));
    EXPECT_THAT(meaning_of_end(4, by_signal(SIGABRT), ""), HasSubstr("often a memory error"));
}

TEST(LastWords, OfAMemoryErrorNameTheChecksThatRunASanitizer) {
    for (const int lab : {4, 5}) {
        const std::string meaning = meaning_of_end(lab, by_signal(SIGSEGV), "");
        for (const std::string& check : implemented_checks(lab))
            EXPECT_EQ(meaning.find(check) != std::string::npos, kind_of(lab, check).demand.runs_a_sanitizer)
                << check;
    }
}

TEST(LastWords, OfABrokenPipeAreItsSignal) {
    EXPECT_THAT(meaning_of_end(4, by_signal(SIGPIPE), ""), HasSubstr("#sigpipe"));
}

TEST(LastWords, OfAServerThatPrintedWithoutEndBlameNoClient) {
    EXPECT_THAT(meaning_of_end(4, by_signal(SIGPIPE), "", true),
                AllOf(HasSubstr("printed so much"), Not(HasSubstr("client"))));
}

TEST(LastWords, CountOnlyForAServerThatEndedSo) {
    EXPECT_THAT(meaning_of_end(4, {Exit::Kind::exited, 1, ""}, thread_words), IsEmpty());
    EXPECT_THAT(meaning_of_end(4, by_signal(SIGTERM), thread_words), IsEmpty());
    EXPECT_THAT(meaning_of_end(4, by_signal(SIGABRT), "server: Assertion `fd >= 0' failed.\n"), IsEmpty());
}

TEST(LastWords, OfAnyLengthGiveAShortMeaning) {
    const std::string endless =
        "terminate called after throwing an instance of '" + std::string(100'000, 'x');
    EXPECT_LT(meaning_of_end(4, by_signal(SIGABRT), endless).size(), 1000U);
}

TEST(LastWords, TellOfOneThatWasEndedForItsMemory) {
    const Exit ended{Exit::Kind::signalled, SIGKILL, std::string(ended_for_memory)};
    const Facts facts = facts_of_end(ended, "", false);
    ASSERT_EQ(facts.size(), 1U);
    EXPECT_EQ(facts[0].kind, FactKind::ended_by_the_grader);
    EXPECT_EQ(facts[0].value, "memory");
    EXPECT_THAT(facts[0].seen, HasSubstr("all the memory that the grader gives to a run"));
    EXPECT_EQ(facts_of_end(by_signal(SIGKILL), "", false).at(0).kind, FactKind::ended_by_signal);
}

TEST(LastWords, LeadToHeadingsOfTheHandouts) {
    for (const int lab : {4, 5}) {
        for (const auto& [signal, words] :
             {std::pair(SIGABRT, thread_words), std::pair(SIGABRT, exception_words), std::pair(SIGSEGV, ""),
              std::pair(SIGPIPE, "")}) {
            const std::string meaning = meaning_of_end(lab, by_signal(signal), words);
            const std::string place = meaning.substr(meaning.rfind(' ') + 1);
            const std::size_t sign = place.find('#');
            ASSERT_NE(sign, std::string::npos) << meaning;
            const auto handout = read_file(std::filesystem::path(REPOSITORY) / place.substr(0, sign));
            ASSERT_TRUE(handout) << place;
            EXPECT_THAT(anchors_of(*handout), Contains(place.substr(sign + 1))) << place;
        }
    }
}

}  // namespace
}  // namespace grader
