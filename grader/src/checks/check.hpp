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

#include "checks/catalogue.hpp"
#include "checks/close_look.hpp"
#include "checks/scenes.hpp"
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

/// How a check has ended.
struct Outcome {
    std::optional<Finding> finding;  ///< none if it passed
    bool was_cut_short = false;      ///< because its share of the lab's time was over
    /// It ended in its essential step.
    bool lacks_the_essential = false;
};

/// What a check is given. All of it is there for longer than the check.
struct Given {
    const Subject& subject;
    Scenes& scenes;
    Outcome& outcome;  ///< where it leaves its own
    /// Something is missing that it needs: it does not run.
    const std::optional<MissingNeed>& missing;
    const bool& is_over;  ///< no check begins any more
    /// Where it leaves what it sees of its server, if it is played once more for a closer look.
    CloseLook* look = nullptr;
};

/// Base of the labs' fixtures. A check overrides examine(); returning from it is passing.
class Check : public testing::Test {
 public:
    /// The scene that checks with this fixture look at (scenes.hpp); a fixture that has one says so.
    using LooksAt = void;
    /// How much of the lab's time it is given, compared with others; a fixture whose checks take long says
    /// so.
    static constexpr double weight = 1;
    /// A fixture whose checks ask more of the machine than others says so, or a check itself (GRADED_CHECK).
    static constexpr Demand demand = {};

    explicit Check(const Given& given)
        : subject_(given.subject),
          scenes_(given.scenes),
          look_(given.look),
          outcome_(given.outcome),
          missing_(given.missing),
          is_over_(given.is_over) {}

    /// Plays it, and leaves how it ended in what it was given.
    Verdict play();

 protected:
    virtual void examine() = 0;

    /// The next step, for the report: "connect 64 clients".
    template <typename... Arguments>
    void step(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        steps_.push_back(fmt::format(format, std::forward<Arguments>(arguments)...));
    }
    /// What the steps that follow are meant to show; part of a failure's report.
    void expect_that(std::string expectation) { expected_ = std::move(expectation); }

    /// The step that shows what other checks build on (`shown_by` in the rubric). If it fails, that is
    /// missing; if a later one does, it is not. So this must be the least that shows it, and whoever passes
    /// one of those other checks must get through here.
    template <typename Step>
    void essential(const Step& step) {
        outcome_.lacks_the_essential = true;
        step();
        outcome_.lacks_the_essential = false;
    }

    [[noreturn]] void fail(std::string seen, std::vector<Exhibit> exhibits = {},
                           std::optional<SourceLine> source = std::nullopt) const;
    /// The same, with what was seen as a fact; its source is the finding's.
    [[noreturn]] void fail(FactKind fact, std::string value, std::string seen,
                           std::vector<Exhibit> exhibits = {},
                           std::optional<SourceLine> source = std::nullopt) const;
    [[noreturn]] static void inconclusive(std::string reason);

    /// Adds what any failure of this check should show: the server's threads, its last words, its end.
    virtual void add_circumstances(Finding& /*finding*/) {}
    /// The server that a debugger is to look at, if it is the check's for as long as that lives.
    [[nodiscard]] virtual Server* own_server() { return nullptr; }

    const Subject& subject_;
    Scenes& scenes_;
    CloseLook* const look_;  ///< nullptr at first

 private:
    void TestBody() final;
    void add_circumstances_soon(Finding& finding);
    void show_to_debugger(const Finding& finding);

    Outcome& outcome_;
    const std::optional<MissingNeed>& missing_;
    const bool& is_over_;
    std::vector<std::string> steps_;
    std::string expected_;
};

}  // namespace grader

/// Defines a graded check: GRADED_CHECK(Lab4, ServerCheck, SilentClientBlocksNobody) { step("…"); … }
/// Where it runs it is a GoogleTest test of that suite and name, whose body may throw. `Fixture` is a class
/// derived from Check. Behind the name comes what this check demands of the machine, if that is more than its
/// fixture says: GRADED_CHECK(Lab5, ServerCheck, TwoHundredClients, .clients = 200) { … demand.clients … }
#define GRADED_CHECK(Suite, Fixture, Name, ...)                   \
    CHECK_CLASS(Suite##Name, Fixture __VA_OPT__(, ) __VA_ARGS__); \
    ADD_TO_CATALOGUE(Suite, Suite##Name, Name);                   \
    void Suite##Name::examine()

/// A check of both labs, where they ask for the same behaviour. What it says must fit both; what they say
/// about it is each lab's rubric's business.
#define SHARED_CHECK(Fixture, Name)             \
    CHECK_CLASS(Shared##Name, Fixture);         \
    ADD_TO_CATALOGUE(Lab4, Shared##Name, Name); \
    ADD_TO_CATALOGUE(Lab5, Shared##Name, Name); \
    void Shared##Name::examine()

/// The same check in a suite of practice, too, after its definition: ALSO_IN(Practice1, EchoesOneMessage).
#define ALSO_IN(Suite, Name) ADD_TO_CATALOGUE(Suite, Shared##Name, Name)

#define CHECK_CLASS(Class, Fixture, ...)                                    \
    class Class final : public Fixture {                                    \
     public:                                                                \
        using Fixture::Fixture;                                             \
        __VA_OPT__(static constexpr grader::Demand demand = {__VA_ARGS__};) \
                                                                            \
     private:                                                               \
        void examine() override;                                            \
    }

#define ADD_TO_CATALOGUE(Suite, Class, Name)             \
    [[maybe_unused]] const bool added_##Suite##_##Name = \
        grader::add_check<Class>(#Suite, #Name, __FILE__, __LINE__)
