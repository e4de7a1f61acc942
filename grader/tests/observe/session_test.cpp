// The whole way, on two models of this repository: launched, observed, named, ended.
#include "observe/session.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <string>

#include "observe/model.hpp"
#include "observe/target.hpp"
#include "observe/trace_text.hpp"

namespace grader {
namespace {

class SessionTest : public testing::Test {
 protected:
    SessionTest() {
        sigset_t children;
        ::sigemptyset(&children);
        ::sigaddset(&children, SIGCHLD);
        ::pthread_sigmask(SIG_BLOCK, &children, nullptr);
    }

    static TargetOptions model(const std::string& name) {
        return {.command = {std::string(MODELS) + "/" + name, "--port", "0"},
                .process = 0,
                .port = 0,
                .name = name};
    }
};

TEST_F(SessionTest, NamesPollAndLeavesNoProcess) {
    pid_t process = 0;
    bool is_traced = false;
    {
        Target target(model("poll"));
        Session session(target, Session::Options());
        const ModelFacts facts = session.play([](const std::string&) {});
        process = target.processes().front();
        is_traced = facts.is_traced;
        if (is_traced) {
            EXPECT_EQ(name_model(facts).name, "poll, one loop") << name_model(facts).evidence;
        }
        EXPECT_TRUE(facts.is_echo);
        EXPECT_EQ(facts.answered, facts.clients);
    }
    EXPECT_NE(::kill(process, 0), 0);
    if (!is_traced) GTEST_SKIP() << "it can't be traced here: only its end was looked at";
}

TEST_F(SessionTest, WithoutATraceASequentialServerIsNamedAllTheSame) {
    Target target(model("sequential"));
    Session::Options options;
    options.traced = false;
    Session session(target, options);
    const ModelFacts facts = session.play([](const std::string&) {});
    if (!facts.silent.sees_calls) GTEST_SKIP() << "calls can't be seen here";
    EXPECT_EQ(name_model(facts).model, Model::sequential) << name_model(facts).evidence;
}

TEST_F(SessionTest, TheTraceSaysWhatACallWaitsFor) {
    Target target(model("sequential"));
    Session::Options options;
    options.clients = 1;
    Session session(target, options);
    const ModelFacts facts = session.play([](const std::string&) {});
    if (!facts.is_traced) GTEST_SKIP() << "it can't be traced here: " << facts.untraced;
    std::string all;
    for (const std::string& line : annotated(session.log(), session.ports(), session.process_of(), 0))
        all += line + "\n";
    EXPECT_THAT(all, testing::HasSubstr("blocks until a client connects"));
    EXPECT_THAT(all, testing::HasSubstr("blocks until data arrive"));
    EXPECT_THAT(all, testing::HasSubstr("the client has left"));
    EXPECT_THAT(all, testing::HasSubstr("--- client 1 says something ---"));
    EXPECT_THAT(all, testing::Not(testing::HasSubstr("dup2"))) << "what was before its exec is not its own";
}

TEST_F(SessionTest, AProgramThatEndsIsNamedWithItsLastWords) {
    Target target(TargetOptions{
        .command = {"sh", "-c", "echo no luck; exit 1"}, .process = 0, .port = 0, .name = "sh"});
    try {
        const Session session(target, Session::Options());
        FAIL() << "it never listened";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(),
                    testing::AllOf(testing::HasSubstr("before it listened"), testing::HasSubstr("no luck")));
    }
}

}  // namespace
}  // namespace grader
