// What RT_LINT and RT_TRACE show.
#include <gmock/gmock.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
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

/// Standard error goes to a file for as long as it lives.
class ErrorsInFile {
 public:
    explicit ErrorsInFile(const std::string& path) : before_(dup(STDERR_FILENO)) {
        const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
        dup2(file, STDERR_FILENO);
        close(file);
    }
    ~ErrorsInFile() {
        dup2(before_, STDERR_FILENO);
        close(before_);
    }
    ErrorsInFile(const ErrorsInFile&) = delete;
    ErrorsInFile& operator=(const ErrorsInFile&) = delete;

 private:
    int before_;
};

rt::Task<> does_not_come_back(std::string errors) {
    // It would for ever, if the lint said nothing: the test's own time limit is the end then.
    while (contents(errors).find("does not give it back") == std::string::npos)
        std::this_thread::sleep_for(1ms);
    co_return;
}

TEST(Lint, NamesATaskThatNeverGivesItsWorkerBackWhileItHasIt) {
    const std::string path = testing::TempDir() + "rt-lint-" + std::to_string(getpid()) + ".txt";
    {
        const Variable lint("RT_LINT", "1");
        const ErrorsInFile errors(path);
        run([](std::string file) -> Task<> { co_await spawn(does_not_come_back(file)); }(path));
    }
    // Nobody gave it a name: it has its coroutine's.
    EXPECT_THAT(contents(path), AllOf(HasSubstr("rt lint: does_not_come_back (spawned at "),
                                      HasSubstr("for more than a second")));
    std::remove(path.c_str());
}

TEST(Trace, ShowsWhatATaskWaitsForAndWhatEpollSays) {
    const std::string path = testing::TempDir() + "rt-waits-" + std::to_string(getpid()) + ".json";
    {
        const Variable trace("RT_TRACE", path);
        run([]() -> Task<> {
            TcpListener listener = TcpListener::bind(SocketAddress("127.0.0.1", 0));
            auto client = spawn(TcpStream::connect(listener.local_address()));
            auto served = co_await listener.accept();
            auto connected = co_await client;
            auto reading = spawn(
                [](TcpStream stream) -> Task<> {
                    std::array<char, 16> buffer;
                    const auto got = co_await stream.read(buffer);
                    EXPECT_TRUE(got);
                }(std::move(served.value())),
                "reader");
            co_await sleep(1ms);
            const auto sent = co_await connected->write_all(std::string_view("hello"));
            EXPECT_TRUE(sent);
            co_await reading;
        }());
    }
    EXPECT_THAT(contents(path), AllOf(HasSubstr("waits: something to read"), HasSubstr("waits: time"),
                                      HasSubstr("waits: another task's end"), HasSubstr(" readable")));
    std::remove(path.c_str());
}

TEST(Trace, HoldsEachTurnWithItsTasksName) {
    const std::string path = testing::TempDir() + "rt-trace-" + std::to_string(getpid()) + ".json";
    {
        const Variable trace("RT_TRACE", path);
        Runtime runtime;
        runtime.block_on([]() -> Task<> { co_await spawn([]() -> Task<> { co_return; }(), "a \"name\""); }());
        // A server that is killed leaves what has happened so far.
        EXPECT_THAT(contents(path), HasSubstr(R"("name":"a \"name\"","ph":"X")"));
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

Task<> sleeps_for_an_hour() {
    co_await sleep(1h);
}
constexpr unsigned line_of_its_wait = __LINE__ - 2;

Task<> awaits_another() {
    co_await sleeps_for_an_hour();
}
constexpr unsigned line_of_its_call = __LINE__ - 2;

// gdb/tasks.py reads them.
TEST(ForDebuggers, ATaskRemembersItsNameItsBirthplaceAndWhereItWaits) {
    run([]() -> Task<> {
        auto handle = spawn(awaits_another(), "the sleeper");
        const unsigned line_of_birth = __LINE__ - 1;
        co_await yield_now();
        const detail::TaskCore& task = handle.core();
        EXPECT_STREQ(task.name, "the sleeper");
        EXPECT_EQ(task.born_at.line(), line_of_birth);
        EXPECT_THAT(task.born_at.file_name(), EndsWith("observer_test.cpp"));
        const auto promise_of = [](std::coroutine_handle<> coroutine) -> const detail::PromiseBase& {
            return std::coroutine_handle<detail::PromiseBase>::from_address(coroutine.address()).promise();
        };
        const detail::PromiseBase& innermost = promise_of(task.resume_point);
        EXPECT_EQ(innermost.waits_at.line(), line_of_its_wait);
        EXPECT_THAT(innermost.waits_at.file_name(), EndsWith("observer_test.cpp"));
        EXPECT_EQ(promise_of(innermost.awaiting).waits_at.line(), line_of_its_call);
        handle.abort();
        bool was_cancelled = false;
        try {
            co_await handle;
        } catch (const Cancelled&) {
            was_cancelled = true;
        }
        EXPECT_TRUE(was_cancelled);
    }());
}

}  // namespace
}  // namespace rt
