#include "cli/layer_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "arena/refusal.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(LayersInWords, ThatDoNotHoldSayWhyAndWhatThatMeans) {
    SandboxLayers none;
    none.refusal = "unshare: Operation not permitted";
    const std::vector<Layer> described = describe_layers(none);
    for (const Layer& layer : described) {
        EXPECT_FALSE(layer.held) << layer.name;
        EXPECT_THAT(layer.detail, Not(IsEmpty())) << layer.name;
    }
    EXPECT_EQ(described.at(0).name, "private network");
    EXPECT_THAT(described.at(0).detail, HasSubstr("unshare: Operation not permitted"));
}

// Ubuntu 24.04: unshare(2) succeeds there, and the map of user ids can't be written.
TEST(LayersInWords, ThatAppArmorRefusesNameTheSwitchOnce) {
    SandboxLayers ubuntu;
    ubuntu.ptrace = ubuntu.seccomp = ubuntu.proc_syscall = true;
    ubuntu.landlock_abi = 4;
    ubuntu.refusal = "write /proc/self/uid_map: Operation not permitted";
    ubuntu.remedy = remedy_for_refused_namespaces({.apparmor_restricts = "1", .most = "15000"});
    const std::vector<Layer> described = describe_layers(ubuntu);
    EXPECT_EQ(
        described.at(0).detail,
        "refused: write /proc/self/uid_map: Operation not permitted (AppArmor keeps them from ordinary "
        "users here, as Ubuntu has it; to allow them: sudo sysctl "
        "kernel.apparmor_restrict_unprivileged_userns=0); servers listen on the machine's own loopback");
    for (std::size_t other : {1U, 2U}) {
        EXPECT_FALSE(described.at(other).held);
        EXPECT_THAT(described.at(other).detail,
                    AllOf(HasSubstr("uid_map: Operation not permitted"), Not(HasSubstr("sysctl"))));
    }
    for (const Layer& layer : described) {
        if (layer.name == "Landlock" || layer.name == "system-call tracing") {
            EXPECT_TRUE(layer.held);
        }
    }
}

TEST(LayersInWords, ThatHoldNeedNoWords) {
    SandboxLayers all;
    all.private_network = all.mount_namespace = all.pid_namespace = all.seccomp = all.ptrace = true;
    all.proc_syscall = all.root = true;
    all.landlock_abi = 6;
    all.throwaway_uid = 2'000'000'000;
    all.cgroup_directories = {"/sys/fs/cgroup/pids/io-labs-1"};
    for (const Layer& layer : describe_layers(all)) {
        EXPECT_TRUE(layer.held) << layer.name;
        EXPECT_THAT(layer.detail, IsEmpty()) << layer.name;
    }
}

TEST(LayersInWords, OfAThrowAwayUserConcernRootAlone) {
    const auto names_it = [](bool root) {
        SandboxLayers layers;
        layers.root = root;
        for (const Layer& layer : describe_layers(layers))
            if (layer.name == "throw-away user") return true;
        return false;
    };
    EXPECT_TRUE(names_it(true));
    EXPECT_FALSE(names_it(false));
}

}  // namespace
}  // namespace grader
