// What every graded check is: a GoogleTest test that tells a story. It says each step before it takes it, and
// when something is not as it should be, it stops with a finding: steps, expected, seen, evidence.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/early.hpp"
#include "checks/shares.hpp"
#include "checks/subject.hpp"
#include "result/document.hpp"

namespace grader {

/// Thrown by a check that has seen enough.
struct CheckFailed : std::exception {
    explicit CheckFailed(Finding what) : finding(std::move(what)) {}
    [[nodiscard]] const char* what() const noexcept override { return finding.seen.c_str(); }
    Finding finding;
};

/// Thrown by a check that this machine does not let see what it must.
struct CheckInconclusive : std::exception {
    explicit CheckInconclusive(std::string what) : reason(std::move(what)) {}
    [[nodiscard]] const char* what() const noexcept override { return reason.c_str(); }
    std::string reason;
};

/// Base of the labs' fixtures. A check overrides examine(); returning from it is passing.
class Check : public testing::Test {
 public:
    /// The scene that checks with this fixture look at (early.hpp); a fixture that has one says so.
    static constexpr const char* scene = "";
    /// How much of the lab's time it is given, compared with others; a fixture whose checks take long says
    /// so.
    static constexpr double weight = 1;

    /// The finding of the check that ran last in this process; empty if it passed.
    static const std::optional<Finding>& last_finding();
    /// Whether that check was cut short, because its share of the lab's time was over.
    static bool last_was_cut_short();

 protected:
    virtual void examine() = 0;

    /// The next step, for the report: "connect 64 clients".
    template <typename... Arguments>
    void step(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        steps_.push_back(fmt::format(format, std::forward<Arguments>(arguments)...));
    }
    /// What the steps that follow are meant to show; part of a failure's report.
    void expect_that(std::string expectation) { expected_ = std::move(expectation); }

    [[noreturn]] void fail(std::string seen, std::vector<Exhibit> exhibits = {},
                           std::optional<SourceLine> source = std::nullopt) const;
    [[noreturn]] static void inconclusive(std::string reason);

    /// Adds what any failure of this check should show: the server's threads, its last words, its end.
    virtual void add_circumstances(Finding& /*finding*/) {}

 private:
    void TestBody() final;
    void add_circumstances_soon(Finding& finding);

    std::vector<std::string> steps_;
    std::string expected_;
};

}  // namespace grader

/// Defines a graded check: GRADED_CHECK(Lab4, ServerCheck, SilentClientBlocksNobody) { step("…"); … }
/// It is a GoogleTest test of that suite and name (--gtest_filter and the XML report know it) whose body may
/// throw; `Fixture` is a class derived from Check. Every check of a suite is registered as a Check, since
/// GoogleTest wants the same fixture for all tests of a suite.
#define GRADED_CHECK(Suite, Fixture, Name)     \
    class Suite##Name final : public Fixture { \
        void examine() override;               \
    };                                         \
    REGISTER_CHECK(Suite, Suite##Name, Name);  \
    void Suite##Name::examine()

/// A check of both labs, where they ask for the same behaviour. What it says must fit both; what they say
/// about it is each lab's rubric's business.
#define SHARED_CHECK(Fixture, Name)             \
    class Shared##Name final : public Fixture { \
        void examine() override;                \
    };                                          \
    REGISTER_CHECK(Lab4, Shared##Name, Name);   \
    REGISTER_CHECK(Lab5, Shared##Name, Name);   \
    void Shared##Name::examine()

#define REGISTER_CHECK(Suite, Class, Name)                                                               \
    [[maybe_unused]] const bool looks_##Suite##_##Name = grader::looks_at_scene(#Name, Class::scene);    \
    [[maybe_unused]] const bool weighs_##Suite##_##Name =                                                \
        grader::set_weight(#Suite "." #Name, Class::weight);                                             \
    [[maybe_unused]] const testing::TestInfo* const registered_##Suite##_##Name = testing::RegisterTest( \
        #Suite, #Name, nullptr, nullptr, __FILE__, __LINE__, []() -> grader::Check* { return new Class; })
