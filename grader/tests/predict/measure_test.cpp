// Every question of both labs is measured by something that runs here: on the references, and on a server
// that is none. What is expected are states and counts; durations are only there.
#include "predict/measure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

namespace {

using namespace grader;
using ::testing::HasSubstr;

class Measuring : public ::testing::Test {
 protected:
    static void SetUpTestSuite() {
        // For the tracer; and a server that goes while it is written to is no end of the test.
        sigset_t children;
        sigemptyset(&children);
        sigaddset(&children, SIGCHLD);
        pthread_sigmask(SIG_BLOCK, &children, nullptr);
        signal(SIGPIPE, SIG_IGN);
    }

    static Measured of(int lab, int number) {
        Question question;
        question.lab = lab;
        question.number = number;
        const Servers servers{{"it", lab == 4 ? LAB4 : LAB5}, {}, ON_THE_WORKER, ""};
        return measure(question, servers);
    }
    /// Where calls can't be seen there is nothing to be measured.
    static bool is_traceable(const std::string& why) {
        return why.find("can't be seen") == std::string::npos;
    }
};

#define MEASURED_OR_SKIP(name, lab, number)                            \
    Measured name;                                                     \
    try {                                                              \
        name = of(lab, number);                                        \
    } catch (const NotMeasured& error) {                               \
        if (!is_traceable(error.what())) GTEST_SKIP() << error.what(); \
        FAIL() << error.what();                                        \
    }

TEST_F(Measuring, EachPartOfEachQuestionIsMeasured) {
    for (const int lab : {4, 5}) {
        const auto questions =
            load_questions(std::string(LABS) + "/predict/lab" + std::to_string(lab) + ".toml");
        for (const Question& question : questions) {
            MEASURED_OR_SKIP(measured, lab, question.number);
            EXPECT_FALSE(measured.evidence.empty()) << question.id();
            EXPECT_EQ(measured.findings.size(), question.parts.size()) << question.id();
            for (const Part& part : question.parts) {
                const auto found = measured.findings.find(part.id);
                ASSERT_NE(found, measured.findings.end()) << question.id() << " " << part.id;
                const Finding& finding = found->second;
                EXPECT_FALSE(finding.text.empty());
                if (part.kind == GuessKind::choice) {
                    EXPECT_NE(part.answer(finding.key), nullptr)
                        << question.id() << " has no answer " << finding.key;
                }
                EXPECT_EQ(finding.amount.has_value(),
                          part.kind != GuessKind::choice && part.kind != GuessKind::text)
                    << question.id() << " " << part.id;
            }
        }
    }
}

TEST_F(Measuring, AThreadOfLab4WaitsInARead) {
    const Measured measured = of(4, 1);
    EXPECT_EQ(measured.findings.at("call").key, "read");
    EXPECT_LT(*measured.findings.at("cpu").amount, 6);
}

TEST_F(Measuring, AHundredClientsAreAHundredThreadsAndTwoInLab5) {
    EXPECT_EQ(*of(4, 2).findings.at("threads").amount, 101);
    EXPECT_EQ(*of(5, 2).findings.at("threads").amount, 2);
}

TEST_F(Measuring, ALargeMessageNeedsAsManyReadsAsItsBufferAsksForAtLeast) {
    MEASURED_OR_SKIP(measured, 4, 4);
    // 100,000 bytes, and the reference's buffer has 16 KiB.
    EXPECT_GE(*measured.findings.at("reads").amount, 7);
}

TEST_F(Measuring, WhoNeverReadsHoldsUpAWriteAndTheKernelHasTheBytes) {
    const Measured measured = of(4, 5);
    EXPECT_EQ(measured.findings.at("call").key, "write");
    EXPECT_EQ(measured.findings.at("who").key, "kernel");
    EXPECT_GT(*measured.findings.at("bytes").amount, 0);
}

TEST_F(Measuring, AKilledClientIsAResetAndThenASignal) {
    MEASURED_OR_SKIP(measured, 4, 6);
    EXPECT_THAT(measured.findings.at("returns").key, testing::AnyOf("reset", "epipe"));
    EXPECT_EQ(measured.findings.at("fate").key, "signal");
    EXPECT_THAT(measured.evidence, testing::Contains(HasSubstr("serves the next client")));
    EXPECT_THAT(measured.evidence, testing::Contains(HasSubstr("SIGPIPE")));
}

TEST_F(Measuring, ACallIsAddedInLab5) {
    MEASURED_OR_SKIP(measured, 5, 3);
    EXPECT_EQ(measured.findings.at("added").key, "epoll");
    EXPECT_EQ(*measured.findings.at("calls").amount, 3);
}

TEST_F(Measuring, NobodyIsKeptWaitingBySleepsThatAreAwaited) {
    const Measured measured = of(5, 4);
    // A sleep is never shorter than it was told, and 20 of them came one after the other.
    EXPECT_GE(*measured.findings.at("blocked").amount, 4);
    EXPECT_GE(*measured.findings.at("last").amount, 0.2);
}

TEST_F(Measuring, ATaskThatCannotWriteIsOnNoThread) {
    const Measured measured = of(5, 6);
    EXPECT_EQ(measured.findings.at("where").key, "suspended");
    EXPECT_EQ(*measured.findings.at("threads").amount, 0);
}

TEST_F(Measuring, ANaiveServerIsAskedTheSame) {
    Question question;
    question.lab = 4;
    question.number = 2;
    const Measured measured = measure(question, {{"it", SEQUENTIAL}, {}, ON_THE_WORKER, ""});
    EXPECT_EQ(*measured.findings.at("threads").amount, 1);
}

TEST_F(Measuring, WhatIsNoServerSaysWhy) {
    EXPECT_THAT(why_it_does_not_serve({"it", "/bin/true"}), HasSubstr("ended"));
    EXPECT_THAT(why_it_does_not_serve({"it", "/nowhere"}), HasSubstr("ended before it listened"));
    EXPECT_EQ(why_it_does_not_serve({"it", LAB4}), "");
    Question question;
    question.lab = 4;
    question.number = 5;
    EXPECT_THROW(measure(question, {{"it", "/bin/true"}, {}, ON_THE_WORKER, ""}), NotMeasured);
}

}  // namespace
