// Scenes that are set before their check's turn.
#include "checks/early.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>

#include "base/time_limit.hpp"

namespace grader {
namespace {

std::atomic<int> times_set = 0;
std::atomic<int> alive = 0;
std::atomic<bool> can_be_set = true;

struct Stage : Scene {
    Stage() {
        ++times_set;
        if (!can_be_set) throw std::runtime_error("no room for a stage");
        ++alive;
    }
    ~Stage() override { --alive; }
};

class Scenes : public testing::Test {
 protected:
    Scenes() {
        define_scene("a stage", [] { return std::make_unique<Stage>(); });
        looks_at_scene("LooksAtTheStage", "a stage");
        looks_at_scene("LooksAtItToo", "a stage");
        looks_at_scene("LooksAtNothing", "");
        times_set = 0;
        can_be_set = true;
    }
    ~Scenes() override {
        forget_scenes();
        EXPECT_EQ(alive, 0) << "nothing of a scene may outlive the lab";
    }
};

TEST_F(Scenes, AreSetOnceForAllChecksThatLookAtThem) {
    set_scenes({"LooksAtNothing", "LooksAtTheStage", "LooksAtItToo"});
    const std::unique_ptr<Scene> stage = take_scene("a stage");
    EXPECT_NE(stage, nullptr);
    EXPECT_EQ(times_set, 1);
}

TEST_F(Scenes, AreNotSetForOtherChecks) {
    set_scenes({"LooksAtNothing", "NeverHeardOf"});
    forget_scenes();
    EXPECT_EQ(times_set, 0);
}

TEST_F(Scenes, AreSetAnewWhereTheyWereTakenBeforeOrNeverSet) {
    EXPECT_NE(take_scene("a stage"), nullptr);
    set_scenes({"LooksAtTheStage"});
    EXPECT_NE(take_scene("a stage"), nullptr);
    EXPECT_NE(take_scene("a stage"), nullptr);
    EXPECT_EQ(times_set, 3);
}

TEST_F(Scenes, ThatCanNotBeSetAreTriedOnceMoreByWhoTakesThem) {
    can_be_set = false;
    set_scenes({"LooksAtTheStage"});
    EXPECT_THROW(take_scene("a stage"), std::runtime_error);
    EXPECT_EQ(times_set, 2);
    can_be_set = true;
    EXPECT_NE(take_scene("a stage"), nullptr);
}

TEST_F(Scenes, AreNotWaitedForBeyondTheTimeOfWhoTakesThem) {
    std::promise<void> go_on;
    define_scene("a slow stage", [&]() -> std::unique_ptr<Scene> {
        go_on.get_future().wait();
        return std::make_unique<Stage>();
    });
    looks_at_scene("LooksAtTheSlowStage", "a slow stage");
    set_scenes({"LooksAtTheSlowStage"});
    {
        const TimeLimit little(std::chrono::steady_clock::now());
        EXPECT_THROW(take_scene("a slow stage"), OutOfTime);
    }
    go_on.set_value();
    EXPECT_NE(take_scene("a slow stage"), nullptr) << "with more time it is there";
    EXPECT_EQ(times_set, 1);
}

TEST_F(Scenes, HaveATimeOfTheirOwn) {
    define_scene("an endless stage", []() -> std::unique_ptr<Scene> {
        for (;;) require_time();
    });
    looks_at_scene("LooksAtTheEndlessStage", "an endless stage");
    set_scenes({"LooksAtTheEndlessStage"}, std::chrono::steady_clock::now());
    EXPECT_THROW(take_scene("an endless stage"), OutOfTime);
}

}  // namespace
}  // namespace grader
