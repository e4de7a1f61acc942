// What RT_LINT and RT_TRACE show.
#include <gmock/gmock.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>

#include "running.hpp"

namespace rt {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// Sets an environment variable for as long as it lives.
class Variable {
 public:
    Variable(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
    ~Variable() { unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

 private:
    const char* name_;
};

std::string contents(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What is said on standard error while the task runs under RT_LINT.
std::string said_about(Task<> task) {
    const Variable lint("RT_LINT", "1");
    testing::internal::CaptureStderr();
    run(std::move(task));
    return testing::internal::GetCapturedStderr();
}

TEST(Lint, NamesATaskThatBlocksItsWorkerAndWhereItWasSpawned) {
    const std::string said = said_about([]() -> Task<> {
        co_await spawn(
            []() -> Task<> {
                std::this_thread::sleep_for(20ms);
                co_return;
            }(),
            "the sleeper");
    }());
    EXPECT_THAT(said, AllOf(StartsWith("rt lint: the sleeper (spawned at "), HasSubstr("observer_test.cpp:"),
                            HasSubstr("std::this_thread::sleep_for")));
}

TEST(Lint, NamesATaskThatOnlyYields) {
    const std::string said = said_about([]() -> Task<> {
        co_await spawn(
            []() -> Task<> {
                for (int turn = 0; turn < 20'000; ++turn) co_await yield_now();
            }(),
            "the busy one");
    }());
    EXPECT_THAT(said, AllOf(HasSubstr("the busy one (spawned at "), HasSubstr("busy polling")));
}

TEST(Lint, NamesATaskThatIsNeverWoken) {
    const std::string said = said_about([]() -> Task<> {
        spawn([]() -> Task<> { co_await sleep(1h); }(), "the forgotten").detach();
        co_await yield_now();
    }());
    EXPECT_THAT(said, AllOf(HasSubstr("the forgotten (spawned at "), HasSubstr("still waited")));
}

TEST(Trace, HoldsEachTurnWithItsTasksName) {
    const std::string path = testing::TempDir() + "rt-trace-" + std::to_string(getpid()) + ".json";
    {
        const Variable trace("RT_TRACE", path);
        Runtime runtime;
        runtime.block_on([]() -> Task<> { co_await spawn([]() -> Task<> { co_return; }(), "a \"name\""); }());
        // A server that is killed leaves what has happened so far.
        EXPECT_THAT(contents(path), HasSubstr(R"("name":"a \"name\"","cat":"worker","ph":"X")"));
    }
    EXPECT_THAT(contents(path), AllOf(StartsWith("[\n{"), EndsWith("}\n]\n")));
    std::remove(path.c_str());
}

TEST(Trace, ThatCannotBeWrittenIsAnErrorThatNamesTheFile) {
    const Variable trace("RT_TRACE", "/no/such/directory/trace.json");
    try {
        const Runtime runtime;
        FAIL() << "no error";
    } catch (const std::system_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("/no/such/directory/trace.json"));
    }
}

}  // namespace
}  // namespace rt
