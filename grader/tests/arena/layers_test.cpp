#include "arena/layers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "launching.hpp"

namespace grader {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Layers, ThatDoNotHoldSayWhyAndWhatThatMeans) {
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

TEST(Layers, ThatHoldNeedNoWords) {
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

TEST(Layers, OfAThrowAwayUserConcernRootAlone) {
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

TEST(Layers, AreAskedForByEveryLaunch) {
    const SandboxLayers& layers = arena().layers();
    const LaunchSpec spec = shell("true");
    EXPECT_EQ(spec.use_pid_namespace, layers.pid_namespace);
    EXPECT_EQ(spec.seal_files, layers.mount_namespace && layers.pid_namespace);
    EXPECT_EQ(spec.use_landlock, layers.landlock_abi > 0);
    EXPECT_EQ(spec.use_seccomp, layers.seccomp);
    EXPECT_EQ(spec.uid, layers.throwaway_uid);
    EXPECT_EQ(spec.cgroups, layers.cgroup_directories);
    EXPECT_EQ(spec.writable, "");
}

TEST(Layers, OfNamespacesHoldOrAreRefusedWithAReason) {
    const SandboxLayers& layers = arena().layers();
    EXPECT_TRUE(layers.private_network || !layers.refusal.empty());
    EXPECT_TRUE(layers.private_network || !layers.pid_namespace);
}

}  // namespace
}  // namespace grader
