// What of the machine's files a launched program can read, write and fill.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "launching.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;

bool reading_is_confined() {
    return arena().layers().protects_files();
}
bool writing_is_confined() {
    return arena().layers().protects_files();
}

fs::path writable_directory(const std::string& name) {
    return arena().scratch().make_writable(name, arena().layers().throwaway_uid);
}

testing::AssertionResult is_refused(const std::vector<std::string>& attempt) {
    const std::string what = probe(attempt);
    // In a minimal root there is no such file.
    for (const char* refusal : {"EACCES", "EPERM", "EROFS", "ENOENT"})
        if (what == refusal) return testing::AssertionSuccess();
    return testing::AssertionFailure() << attempt[0] << " " << attempt[1] << ": " << what;
}

TEST(ScratchDirectory, IsWritableInOnePlaceOnly) {
    arena();
    if (!writing_is_confined()) GTEST_SKIP() << "neither Landlock nor a mount namespace";
    const fs::path mine = writable_directory("mine");
    const fs::path other = writable_directory("other");
    EXPECT_EQ(probe({"create", mine / "file"}, mine), "ok");
    EXPECT_EQ(probe({"write", mine / "file"}, mine), "ok");
    EXPECT_EQ(probe({"remove", mine / "file"}, mine), "ok");
    EXPECT_NE(probe({"create", other / "file"}, mine), "ok");
    EXPECT_NE(probe({"create", arena().scratch().path() / "file"}, mine), "ok");
    EXPECT_TRUE(fs::is_empty(other));
}

TEST(ScratchDirectory, IsNotWritableAtAllUnlessAskedFor) {
    const fs::path place = writable_directory("unasked");
    arena();
    if (!writing_is_confined()) GTEST_SKIP() << "neither Landlock nor a mount namespace";
    EXPECT_TRUE(is_refused({"create", place / "file"}));
}

TEST(ScratchDirectory, IsReadable) {
    const fs::path place = arena().scratch().make_readable("given");
    std::ofstream(place / "source.cpp") << "int main() {}\n";
    EXPECT_EQ(probe({"read", place / "source.cpp"}), "ok");
    EXPECT_EQ(probe({"list", place}), "ok");
}

TEST(ScratchDirectory, HoldsNoFileLargerThanTheLimit) {
    const fs::path place = writable_directory("limited");
    LaunchSpec spec = prober({"fill", place / "file", "1"}, place);
    spec.limits.file_bytes = 3U << 20U;
    EXPECT_EQ(run(spec).output, "3 MiB, then EFBIG\n");
    EXPECT_EQ(fs::file_size(place / "file0"), 3U << 20U);
    fs::remove_all(place);
}

TEST(ScratchDirectory, IsFullBeforeTheMachinesDiskIs) {
    arena();
    if (!arena().layers().mount_namespace) GTEST_SKIP() << "no mount namespace: no file system of its own";
    const fs::path place = writable_directory("full");
    EXPECT_THAT(probe({"fill", place / "file", "20"}, place), HasSubstr("MiB, then ENOSPC"));
    std::uintmax_t bytes = 0;
    for (const auto& file : fs::directory_iterator(place)) bytes += file.file_size();
    EXPECT_LE(bytes, 512U << 20U);
    fs::remove_all(place);
}

TEST(FilesOfTheMachine, AreNotWritable) {
    const OpenDirectory open;
    arena();
    if (!writing_is_confined()) GTEST_SKIP() << "neither Landlock nor a mount namespace";
    EXPECT_TRUE(is_refused({"write", open.path / "file"}));
    EXPECT_TRUE(is_refused({"create", open.path / "new"}));
    EXPECT_TRUE(is_refused({"remove", open.path / "file"}));
    EXPECT_TRUE(is_refused({"create", "/tmp/io-labs-new"}));
    EXPECT_TRUE(is_refused({"create", "/var/tmp/io-labs-new"}));
    EXPECT_TRUE(is_refused({"create", "/dev/shm/io-labs-new"}));
    EXPECT_TRUE(fs::exists(open.path / "file"));
}

// Each of the two layers alone is enough.
TEST(FilesOfTheMachine, AreNotWritableByEitherLayer) {
    const OpenDirectory open;
    LaunchSpec mounts_only = prober({"create", open.path / "new"});
    mounts_only.use_landlock = false;
    LaunchSpec landlock_only = prober({"create", open.path / "new"});
    landlock_only.seal_files = false;
    if (mounts_only.seal_files) {
        EXPECT_EQ(run(mounts_only).output, "ENOENT\n");
    }
    if (landlock_only.use_landlock) {
        EXPECT_EQ(run(landlock_only).output, "EACCES\n");
    }
    if (!mounts_only.seal_files && !landlock_only.use_landlock) GTEST_SKIP() << "neither layer holds";
}

TEST(FilesOfTheMachine, AreNotReadable) {
    const OpenDirectory open;
    arena();
    if (!reading_is_confined()) GTEST_SKIP() << "neither Landlock nor a mount namespace";
    EXPECT_TRUE(is_refused({"read", open.path / "file"}));
    EXPECT_TRUE(is_refused({"read", "/etc/passwd"}));
    // A root of its own is no secret: what is in it is chosen (minimal_root_test.cpp).
    if (arena().layers().landlock_abi > 0) {
        EXPECT_TRUE(is_refused({"list", "/"}));
        EXPECT_TRUE(is_refused({"list", "/etc"}));
    }
    EXPECT_TRUE(is_refused({"list", fs::current_path()}));
}

TEST(FilesOfTheMachine, ThatAServerNeedsAreReadable) {
    EXPECT_EQ(probe({"read", "/etc/hosts"}), "ok");
    EXPECT_EQ(probe({"read", "/usr/bin/env"}), "ok");
    EXPECT_EQ(probe({"read", "/dev/urandom"}), "ok");
    EXPECT_EQ(probe({"write", "/dev/null"}), "ok");
    EXPECT_EQ(probe({"read", "/proc/self/status"}), "ok");
}

TEST(FilesOfTheMachine, CannotBeExecutedFromElsewhere) {
    arena();
    if (!reading_is_confined()) GTEST_SKIP() << "neither Landlock nor a mount namespace";
    const OpenDirectory open;
    fs::copy_file("/usr/bin/env", open.path / "program");
    fs::permissions(open.path / "program", fs::perms(0755));
    const Outcome outcome = run(arena().launch({(open.path / "program").string()}));
    ASSERT_TRUE(outcome.exit);
    EXPECT_EQ(outcome.exit->kind, Exit::Kind::not_launched);
    EXPECT_THAT(outcome.exit->message,
                AnyOf(HasSubstr("Permission denied"), HasSubstr("No such file or directory")));
}

}  // namespace
}  // namespace grader
