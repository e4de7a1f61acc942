// What is kept of builds: found again for the same inputs only, in a directory that is the user's alone.
#include "compile/build_cache.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "base/files.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Optional;

class Keeping : public TestInDirectory {
 protected:
    Keeping() { put("server", "a program"); }
    ~Keeping() override {
        for (const char* name : {"IO_LABS_CACHE", "XDG_CACHE_HOME"}) ::unsetenv(name);
        fs::permissions(directory_, fs::perms::owner_all);
    }

    void put(const std::string& file, const std::string& text) const {
        std::ofstream(directory_ / file) << text;
    }
    [[nodiscard]] BuildCache cache() const { return BuildCache(directory_ / "kept"); }

    /// The program that is found, or "".
    [[nodiscard]] std::string program(const BuildCache& from, const std::string& inputs) const {
        const fs::path target = directory_ / "found";
        fs::remove(target);
        return from.find(inputs, target) ? read_file(target).value_or("") : "";
    }
    [[nodiscard]] std::vector<fs::path> entries() const {
        std::vector<fs::path> files;
        for (const fs::directory_entry& entry : fs::directory_iterator(directory_ / "kept"))
            files.push_back(entry.path());
        return files;
    }
    static SandboxLayers confined() {
        SandboxLayers layers;
        layers.landlock_abi = 1;
        return layers;
    }
};

TEST_F(Keeping, AProgramIsFoundAgainWithWhatTheCompilerSaid) {
    cache().keep("inputs", "a warning\n", directory_ / "server");
    EXPECT_THAT(cache().find("inputs", directory_ / "found"), Optional(std::string("a warning\n")));
    EXPECT_EQ(read_file(directory_ / "found"), "a program");
    EXPECT_EQ(fs::status(directory_ / "found").permissions(), fs::perms(0755));
}

TEST_F(Keeping, OtherInputsFindNothing) {
    cache().keep("inputs", "", directory_ / "server");
    EXPECT_EQ(program(cache(), "input"), "");
    // Even where another text has the same name: the inputs themselves are compared.
    const fs::path there = entries().at(0);
    cache().keep("others", "", directory_ / "server");
    for (const fs::path& entry : entries())
        if (entry != there) fs::rename(entry, there);
    EXPECT_EQ(program(cache(), "inputs"), "");
}

TEST_F(Keeping, ADamagedEntryIsNone) {
    cache().keep("inputs", "words", directory_ / "server");
    const std::string whole = *read_file(entries().at(0));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 4);
        std::ofstream(entries().at(0)) << damaged;
        EXPECT_EQ(program(cache(), "inputs"), "") << at;
    }
    for (const std::string& damaged : {whole.substr(0, whole.size() - 1), whole + "x", std::string()}) {
        std::ofstream(entries().at(0)) << damaged;
        EXPECT_EQ(program(cache(), "inputs"), "") << damaged;
    }
    cache().keep("inputs", "words", directory_ / "server");
    EXPECT_EQ(program(cache(), "inputs"), "a program");
}

TEST_F(Keeping, OnlyAPlainFileIsKept) {
    fs::create_symlink("/etc/passwd", directory_ / "link");
    fs::create_hard_link(directory_ / "server", directory_ / "second name");
    ASSERT_EQ(::mkfifo((directory_ / "pipe").c_str(), 0600), 0);
    for (const char* made : {"link", "second name", "pipe", "missing"}) {
        cache().keep(made, "", directory_ / made);
        EXPECT_EQ(program(cache(), made), "") << made;
    }
    fs::remove(directory_ / "second name");
    // Nor is anything overwritten that is there already.
    cache().keep("inputs", "", directory_ / "server");
    fs::create_symlink(directory_ / "victim", directory_ / "found");
    EXPECT_FALSE(cache().find("inputs", directory_ / "found"));
    EXPECT_FALSE(fs::exists(directory_ / "victim"));
}

TEST_F(Keeping, ADirectoryThatOthersMayReadOrWriteIsNotUsed) {
    fs::create_directory(directory_ / "open");
    for (const auto rights : {fs::perms(0777), fs::perms(0750), fs::perms(0701)}) {
        fs::permissions(directory_ / "open", rights);
        const BuildCache open(directory_ / "open");
        EXPECT_TRUE(open.directory().empty());
        EXPECT_THAT(open.reason(), HasSubstr("is open to others"));
    }
    fs::create_directory(directory_ / "own");
    fs::permissions(directory_ / "own", fs::perms(0700));
    EXPECT_EQ(BuildCache(directory_ / "own").directory(), directory_ / "own");
    fs::create_symlink(directory_ / "own", directory_ / "link to own");
    EXPECT_THAT(BuildCache(directory_ / "link to own").reason(), HasSubstr("is no directory"));
    EXPECT_THAT(BuildCache(directory_ / "server/below a file").reason(), HasSubstr("can't be made"));
}

TEST_F(Keeping, ADirectoryOfSomebodyElseIsNotUsed) {
    if (::geteuid() == 0) {
        fs::create_directory(directory_ / "theirs");
        fs::permissions(directory_ / "theirs", fs::perms(0700));
        ASSERT_EQ(::chown((directory_ / "theirs").c_str(), 12345, 12345), 0);
    }
    const BuildCache theirs(::geteuid() == 0 ? directory_ / "theirs" : fs::path("/etc"));
    EXPECT_TRUE(theirs.directory().empty());
    EXPECT_THAT(theirs.reason(), HasSubstr("is somebody else's"));
    theirs.keep("inputs", "", directory_ / "server");
    EXPECT_EQ(program(theirs, "inputs"), "");
}

TEST_F(Keeping, WhatCannotBeWrittenIsNotKept) {
    const BuildCache gone = cache();
    fs::remove_all(directory_ / "kept");
    gone.keep("inputs", "", directory_ / "server");
    EXPECT_EQ(program(gone, "inputs"), "");
}

TEST_F(Keeping, WhatHasNotBeenUsedForLongestGoesFirst) {
    const BuildCache small(directory_ / "kept", 10'000);
    put("server", std::string(3'000, 'x'));
    for (const char* inputs : {"1", "2", "3"}) small.keep(inputs, "", directory_ / "server");
    EXPECT_EQ(entries().size(), 3U);
    // As if time had passed.
    for (const fs::path& entry : entries())
        fs::last_write_time(entry, fs::last_write_time(entry) - std::chrono::hours(1));
    EXPECT_NE(program(small, "1"), "");
    small.keep("4", "", directory_ / "server");
    EXPECT_EQ(entries().size(), 3U);
    EXPECT_NE(program(small, "1"), "");
    EXPECT_NE(program(small, "4"), "");
}

TEST_F(Keeping, SeveralGradersMayShareIt) {
    std::vector<std::thread> graders;
    for (int grader = 0; grader < 4; ++grader) {
        graders.emplace_back([this, grader] {
            const BuildCache shared(directory_ / "kept", 30'000);
            const fs::path made = directory_ / ("made " + std::to_string(grader));
            const fs::path found = directory_ / ("found " + std::to_string(grader));
            for (int round = 0; round < 100; ++round) {
                const std::string inputs = std::to_string(round % 7);
                std::ofstream(made) << std::string(5'000, inputs[0]);
                shared.keep(inputs, "words of " + inputs, made);
                fs::remove(found);
                const auto words = shared.find(inputs, found);
                if (!words) continue;  // another one has made room
                EXPECT_EQ(*words, "words of " + inputs);
                EXPECT_EQ(read_file(found), std::string(5'000, inputs[0]));
            }
        });
    }
    for (std::thread& grader : graders) grader.join();
}

TEST_F(Keeping, ItsPlaceIsNamedByTheEnvironment) {
    ::setenv("XDG_CACHE_HOME", directory_.c_str(), 1);
    EXPECT_EQ(BuildCache::of_this_user(confined()).directory(), directory_ / "io-labs/builds");
    ::setenv("IO_LABS_CACHE", (directory_ / "mine").c_str(), 1);
    EXPECT_EQ(BuildCache::of_this_user(confined()).directory(), directory_ / "mine/builds");
    ::setenv("IO_LABS_CACHE", "off", 1);
    EXPECT_EQ(BuildCache::of_this_user(confined()).reason(), "IO_LABS_CACHE is off");
    ::setenv("IO_LABS_CACHE", "here", 1);
    EXPECT_THAT(BuildCache::of_this_user(confined()).reason(), HasSubstr("neither an absolute path nor off"));
}

TEST_F(Keeping, NothingIsKeptWhereASubmissionCouldWriteThere) {
    ::setenv("IO_LABS_CACHE", directory_.c_str(), 1);
    SandboxLayers bare;
    bare.seccomp = true;
    EXPECT_TRUE(BuildCache::of_this_user(bare).directory().empty());
    SandboxLayers another_user = bare;
    another_user.throwaway_uid = 12345;
    EXPECT_FALSE(BuildCache::of_this_user(another_user).directory().empty());
    SandboxLayers sealed = bare;
    sealed.mount_namespace = sealed.pid_namespace = true;
    EXPECT_FALSE(BuildCache::of_this_user(sealed).directory().empty());
}

}  // namespace
}  // namespace grader
