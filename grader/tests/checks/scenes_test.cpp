// Scenes that are set before their check's turn.
#include "checks/scenes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>

#include "base/time_limit.hpp"
#include "checks/subject.hpp"

namespace grader {
namespace {

std::atomic<int> times_set = 0;
std::atomic<int> alive = 0;
std::atomic<bool> can_be_set = true;

struct Stage : Scene {
    explicit Stage(const Subject& subject) : lab(subject.lab) {
        ++times_set;
        if (!can_be_set) throw std::runtime_error("no room for a stage");
        ++alive;
    }
    ~Stage() override { --alive; }

    int lab;
};

class ScenesOfALab : public testing::Test {
 protected:
    ScenesOfALab() {
        subject_.lab = 7;
        times_set = 0;
        can_be_set = true;
    }
    ~ScenesOfALab() override {
        scenes_.forget();
        EXPECT_EQ(alive, 0) << "nothing of a scene may outlive the lab";
    }
    void begin(std::chrono::steady_clock::time_point until = TimeLimit::none) {
        scenes_.begin(SceneKind::of<Stage>(), until);
    }

    Subject subject_;
    Scenes scenes_{subject_};
};

TEST_F(ScenesOfALab, AreSetOnceForAllChecksThatLookAtThem) {
    begin();
    begin();
    const std::unique_ptr<Stage> stage = scenes_.take<Stage>();
    EXPECT_NE(stage, nullptr);
    EXPECT_EQ(times_set, 1);
}

TEST_F(ScenesOfALab, AreOfTheSubject) {
    begin();
    EXPECT_EQ(scenes_.take<Stage>()->lab, 7);
    EXPECT_EQ(scenes_.take<Stage>()->lab, 7);
}

TEST_F(ScenesOfALab, AreSetAnewWhereTheyWereTakenBeforeOrNeverSet) {
    EXPECT_NE(scenes_.take<Stage>(), nullptr);
    begin();
    EXPECT_NE(scenes_.take<Stage>(), nullptr);
    EXPECT_NE(scenes_.take<Stage>(), nullptr);
    EXPECT_EQ(times_set, 3);
}

TEST_F(ScenesOfALab, ThatAreLookedAtAreTheSameForAllUntilTheyAreForgotten) {
    begin();
    const Stage& first = scenes_.look_at<Stage>();
    EXPECT_EQ(&scenes_.look_at<Stage>(), &first);
    EXPECT_EQ(times_set, 1);
    scenes_.forget();
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(scenes_.look_at<Stage>().lab, 7);
    EXPECT_EQ(times_set, 2);
}

TEST_F(ScenesOfALab, ThatCanNotBeSetAreTriedOnceMoreByWhoTakesThem) {
    can_be_set = false;
    begin();
    EXPECT_THROW(scenes_.take<Stage>(), std::runtime_error);
    EXPECT_EQ(times_set, 2);
    can_be_set = true;
    EXPECT_NE(scenes_.take<Stage>(), nullptr);
}

TEST_F(ScenesOfALab, AreNotWaitedForBeyondTheTimeOfWhoTakesThem) {
    std::promise<void> go_on;
    const SceneKind slow{typeid(go_on), [&](const Subject& subject) {
                             go_on.get_future().wait();
                             return std::make_unique<Stage>(subject);
                         }};
    scenes_.begin(slow);
    {
        const TimeLimit little(std::chrono::steady_clock::now());
        EXPECT_THROW(scenes_.take(slow), OutOfTime);
        EXPECT_THROW(scenes_.look_at(slow), OutOfTime);
    }
    go_on.set_value();
    EXPECT_EQ(static_cast<const Stage&>(scenes_.look_at(slow)).lab, 7) << "with more time it is there";
    EXPECT_EQ(times_set, 1);
}

TEST_F(ScenesOfALab, HaveATimeOfTheirOwnAndAreNotBegunAgainForWhoOnlyLooks) {
    int begun = 0;
    const SceneKind endless{typeid(begun), [&](const Subject&) -> std::unique_ptr<Scene> {
                                ++begun;
                                for (;;) require_time();
                            }};
    scenes_.begin(endless, std::chrono::steady_clock::now());
    EXPECT_THROW(scenes_.look_at(endless), OutOfTime);
    EXPECT_THROW(scenes_.look_at(endless), SceneTooSlow);
    EXPECT_EQ(begun, 1);
}

}  // namespace
}  // namespace grader
