#include "arena/layers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "arena/refusal.hpp"
#include "launching.hpp"

namespace grader {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

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
