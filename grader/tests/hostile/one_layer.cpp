#include "one_layer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "layer.hpp"
#include "outcome.hpp"
#include "record.hpp"
#include "selection.hpp"

namespace grader::hostile {

namespace {

/// An ordinary user has fewer layers than root: what is proved then is proved by the one that is left.
bool needs_root(const Attack& attack) {
    return std::any_of(attack.stopped_by.begin(), attack.stopped_by.end(), [](const std::string& layer) {
        const std::string refusal = refusal_of(layer);
        return refusal == "users" || refusal == "cgroups";
    });
}

class OneLayer : public testing::Test {
 public:
    OneLayer(Attack attack, std::string layer) : attack_(std::move(attack)), layer_(std::move(layer)) {}

 private:
    void TestBody() override {
        if (!whole_suite()) GTEST_SKIP() << only_in_the_whole_suite;
        if (needs_root(attack_) && ::geteuid() != 0) GTEST_SKIP() << "only root has all of its layers";
        Circumstances circumstances;
        circumstances.root = needs_root(attack_);
        circumstances.trusted = true;
        circumstances.refused = {all_refusals().begin(), all_refusals().end()};
        circumstances.refused.erase(refusal_of(layer_));
        const Outcome outcome = try_attack(attack_, circumstances, true);
        record(attack_.name, with_only(layer_), outcome.violations.empty() ? "stopped" : "won");
        for (const std::string& violation : outcome.violations) ADD_FAILURE() << violation;
        if (HasFailure()) std::cout << outcome.terminal << '\n';
    }

    Attack attack_;
    std::string layer_;
};

class NoLayer : public testing::Test {
 public:
    explicit NoLayer(Attack attack) : attack_(std::move(attack)) {}

 private:
    void TestBody() override {
        if (!whole_suite()) GTEST_SKIP() << only_in_the_whole_suite;
        if (needs_root(attack_) && ::geteuid() != 0) GTEST_SKIP() << "only root has all of its layers";
        if (!attack_.not_let_loose.empty()) {
            record(attack_.name, with_none, "not tried");
            GTEST_SKIP() << attack_.not_let_loose;
        }
        for (const std::string& layer : attack_.stopped_by) {
            if (!refusal_of(layer).empty()) continue;
            record(attack_.name, with_none, "not tried");
            GTEST_SKIP() << layer << " is part of the grader: no machine is without it";
        }
        Circumstances circumstances;
        circumstances.root = needs_root(attack_);
        circumstances.trusted = true;
        circumstances.refused = refusals_of(attack_.stopped_by);
        const Outcome outcome = try_attack(attack_, circumstances, true);
        record(attack_.name, with_none, outcome.violations.empty() ? "stopped" : "won");
        EXPECT_FALSE(outcome.violations.empty()) << "without the layers that are said to stop it, something "
                                                    "else has stopped it: this attack proves nothing";
        for (const std::string& violation : outcome.violations) std::cout << violation << '\n';
        if (HasFailure()) std::cout << outcome.terminal << '\n';
    }

    Attack attack_;
};

}  // namespace

void register_tests_of_layers(const Attack& attack) {
    for (const std::string& layer : attack.stopped_by)
        testing::RegisterTest("HostileWithOneLayer", identifier_of(attack.name + "_only_" + layer).c_str(),
                              nullptr, nullptr, __FILE__, __LINE__,
                              [=]() -> testing::Test* { return new OneLayer(attack, layer); });
    if (attack.stopped_by.empty()) return;
    testing::RegisterTest("HostileWithoutItsLayers", identifier_of(attack.name).c_str(), nullptr, nullptr,
                          __FILE__, __LINE__, [=]() -> testing::Test* { return new NoLayer(attack); });
}

}  // namespace grader::hostile
