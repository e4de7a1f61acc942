// What a launched program finds of the machine's files: what the list of visible files names, by either of
// the two layers alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <fstream>

#include "arena/visible.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "launching.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

#define SKIP_WITHOUT_MINIMAL_ROOT() \
    arena();                        \
    if (!prober({"list", "/"}).seal_files) GTEST_SKIP() << "no mount namespace"

/// With a root of its own, and without Landlock; and the other way round. Those that hold here.
std::vector<LaunchSpec> each_layer_alone(const LaunchSpec& spec) {
    std::vector<LaunchSpec> alone;
    if (spec.seal_files) {
        alone.push_back(spec);
        alone.back().use_landlock = false;
    }
    if (spec.use_landlock) {
        alone.push_back(spec);
        alone.back().seal_files = alone.back().use_pid_namespace = false;
    }
    return alone;
}

TEST(MinimalRoot, HoldsWhatTheListNamesAndNothingElse) {
    SKIP_WITHOUT_MINIMAL_ROOT();
    LaunchSpec spec = shell("cd /; for entry in * .[!.]*; do [ ! -e $entry ] || echo $entry; done; ls /etc");
    spec.use_landlock = false;
    const std::string seen = run(spec).output;
    EXPECT_THAT(seen, HasSubstr("usr\n"));
    for (const char* other : {"home\n", "root\n", "var\n", "run\n", "old\n", "srv\n", "passwd\n", "shadow\n"})
        EXPECT_THAT(seen, Not(HasSubstr(other)));
}

TEST(MinimalRoot, LeavesNoWayToTheOldOne) {
    SKIP_WITHOUT_MINIMAL_ROOT();
    const OpenDirectory open;
    for (const char* way : {"/proc/1/root", "/proc/self/root", "/proc/self/cwd/../../../.."}) {
        LaunchSpec spec = prober({"read", way + open.path.string() + "/file"});
        spec.use_landlock = false;
        EXPECT_NE(run(spec).output, "ok\n") << way;
    }
    LaunchSpec mounts = arena().launch({"/bin/cat", "/proc/self/mounts"});
    mounts.use_landlock = false;
    EXPECT_THAT(run(mounts).output, Not(HasSubstr("/old")));
}

TEST(VisibleFiles, AreNobodysByEitherLayer) {
    const OpenDirectory open;
    arena();
    for (const LaunchSpec& spec : each_layer_alone(prober({"read", open.path / "file"})))
        EXPECT_NE(run(spec).output, "ok\n") << (spec.seal_files ? "minimal root" : "Landlock");
}

TEST(VisibleFiles, AreWhatACompilerIncludesByEitherLayer) {
    const OpenDirectory open;
    std::ofstream(open.path / "file") << "secret_of_somebody;";
    const fs::path place = arena().scratch().make_readable("including");
    std::ofstream(place / "direct.cpp") << "#include \"" << (open.path / "file").string() << "\"\n";
    fs::remove(place / "link.hpp");
    fs::create_symlink(open.path / "file", place / "link.hpp");
    std::ofstream(place / "linked.cpp") << "#include \"link.hpp\"\n";
    std::ofstream(place / "harmless.cpp") << "#include <vector>\nstd::vector<int> harmless;\n";
    for (const char* source : {"direct.cpp", "linked.cpp", "harmless.cpp"}) {
        const bool is_harmless = std::string(source) == "harmless.cpp";
        LaunchSpec compiler = arena().launch({"/usr/bin/c++", "-E", place / source});
        compiler.compiles = compiler.may_execute = true;
        for (const LaunchSpec& spec : each_layer_alone(compiler)) {
            const Outcome outcome = run(spec);
            ASSERT_TRUE(outcome.exit);
            EXPECT_EQ(outcome.exit->value == 0, is_harmless) << source << outcome.error;
            EXPECT_THAT(outcome.output + outcome.error, Not(HasSubstr("secret_of_somebody")));
        }
    }
}

TEST(VisibleFiles, LeaveOutWhatIsToBeHiddenBelowADirectory) {
    ASSERT_TRUE(fs::is_directory("/usr/share/doc"));
    const std::vector<std::string> all = system_files({});
    EXPECT_THAT(all, Contains("/usr"));
    const std::vector<std::string> without = system_files({"/usr/share/doc"});
    EXPECT_THAT(without, Not(Contains("/usr")));
    EXPECT_THAT(without, Not(Contains("/usr/share")));
    EXPECT_THAT(without, Not(Contains("/usr/share/doc")));
    EXPECT_THAT(without, Contains("/usr/bin"));
    EXPECT_THAT(without, Contains("/usr/share/misc"));
}

TEST(VisibleFiles, ThatAreHiddenCannotBeReadByEitherLayer) {
    arena();
    LaunchSpec spec = prober({"list", "/usr/share/doc"});
    spec.readable = system_files({"/usr/share/doc"});
    spec.readable.push_back(arena().scratch().path());
    for (const LaunchSpec& alone : each_layer_alone(spec)) EXPECT_NE(run(alone).output, "ok\n");
}

// A sandbox that keeps files from being opened does not keep sockets from being reached.
TEST(SocketsWithNames, AreNotReachedByAnyLayer) {
    const OpenDirectory open;
    const std::string path = open.path / "agent";
    const UniqueFd agent(check(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    check(::bind(agent.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    fs::permissions(path, fs::perms(0777));
    LaunchSpec spec = prober({"send-to", path});
    EXPECT_NE(run(spec).output, "ok\n");
    // The root alone …
    LaunchSpec unfiltered = spec;
    unfiltered.use_seccomp = false;
    if (spec.seal_files) {
        EXPECT_EQ(run(unfiltered).output, "ENOENT\n");
    }
    // … and the filter alone.
    LaunchSpec filtered = spec;
    filtered.seal_files = filtered.use_pid_namespace = filtered.own_network = false;
    if (spec.use_seccomp) {
        EXPECT_EQ(run(filtered).output, "EACCES\n");
    }
    char byte = 0;
    EXPECT_EQ(::recv(agent.get(), &byte, 1, MSG_DONTWAIT), -1);
}

}  // namespace
}  // namespace grader
