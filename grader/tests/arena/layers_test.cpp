#include "arena/layers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "arena/refusal.hpp"
#include "launching.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
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

// Ubuntu 24.04: unshare(2) succeeds there, and the map of user ids can't be written.
TEST(Layers, ThatAppArmorRefusesNameTheSwitchOnce) {
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

TEST(Layers, ThatAreRefusedNameWhoRefusesThem) {
    const auto remedy = remedy_for_refused_namespaces;
    EXPECT_THAT(remedy({.apparmor_restricts = "1", .most = "0"}), HasSubstr("user.max_user_namespaces"));
    EXPECT_THAT(remedy({.apparmor_restricts = "1", .root = true}), HasSubstr("--cap-add SYS_ADMIN"));
    EXPECT_THAT(remedy({.ordinary_users = "0"}), HasSubstr("kernel.unprivileged_userns_clone=1"));
    // A setting that allows them explains nothing.
    EXPECT_EQ(remedy({.apparmor_restricts = "0", .ordinary_users = "1", .most = "15000"}), "");
    EXPECT_EQ(remedy({}), "");
}

TEST(Layers, ThatProtectFilesAreEitherOfTwo) {
    SandboxLayers layers;
    layers.refusal = "unshare: Operation not permitted";
    layers.remedy = "root lacks CAP_SYS_ADMIN here";
    EXPECT_THAT(complaint_about_protection(layers),
                AllOf(HasSubstr("Landlock (Linux 5.13"), HasSubstr("unshare: Operation not permitted"),
                      HasSubstr("root lacks CAP_SYS_ADMIN"), HasSubstr("--trusted")));
    layers.mount_namespace = layers.pid_namespace = true;
    EXPECT_EQ(complaint_about_protection(layers), "");
    layers.mount_namespace = layers.pid_namespace = false;
    layers.landlock_abi = 1;
    EXPECT_EQ(complaint_about_protection(layers), "");
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
