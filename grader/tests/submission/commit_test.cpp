// Commits, read out of git's objects.
#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"
#include "handed_in.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Commit : public HandedIn {
 protected:
    Commit() { git("init --quiet -b main ."); }

    void shell(const std::string& script) const {
        const std::string command = "cd '" + directory_.string() + "' && { " + script + "\n} >/dev/null 2>&1";
        EXPECT_EQ(std::system(command.c_str()), 0) << script;
    }
    void git(const std::string& words) const {
        shell(
            "git -c user.name=A -c user.email=a@localhost -c commit.gpgSign=false "
            "-c protocol.file.allow=always " +
            words);
    }
    void commit() const {
        git("add --all --force");
        git("commit --quiet --allow-empty -m work");
    }
    [[nodiscard]] LabSources lab(const Wanted& wanted = lab4, const std::string& name = "HEAD") const {
        return read_submission(*open_commit(directory_, name), wanted).labs.at(0);
    }
};

TEST_F(Commit, IsReadWhateverIsCheckedOut) {
    put("starter/lab4/main.cpp", "// committed\n");
    put(".gitattributes", "*.cpp export-ignore\n*.cpp ident\n");
    commit();
    put("starter/lab4/main.cpp", "// not committed\n");
    EXPECT_EQ(lab().files.at(0).text, "// committed\n");
    EXPECT_EQ(lab().what_was_read(), "read: 1 file of starter/lab4/");
}

TEST_F(Commit, WithARepositoryInsideIsToldHowToAddItsFiles) {
    put("starter/lab5/main.cpp");
    fs::create_directories(directory_ / "starter/lab4");
    git("-C starter/lab4 init --quiet .");
    put("starter/lab4/main.cpp");
    git("-C starter/lab4 add main.cpp");
    git("-C starter/lab4 commit --quiet -m inner");
    commit();
    EXPECT_THAT(lab().complaint, AllOf(HasSubstr("starter/lab4 is a git repository of its own"),
                                       HasSubstr("Remove starter/lab4/.git"),
                                       HasSubstr("git rm --cached starter/lab4; git add starter/lab4")));
}

TEST_F(Commit, WithALinkForALabIsTold) {
    fs::create_directories(directory_ / "starter");
    fs::create_directory_symlink("../solutions", directory_ / "starter/lab4");
    commit();
    EXPECT_THAT(lab().complaint, HasSubstr("starter/lab4 is a symbolic link"));
}

TEST_F(Commit, WithoutTheLabIsTold) {
    put("starter/lab5/main.cpp");
    commit();
    EXPECT_THAT(lab().complaint, HasSubstr("there is no lab4/ in what was handed in, only starter/lab5/"));
}

TEST_F(Commit, WithoutStarterIsToldWhatIsMissing) {
    put(".io-labs/course", "version=1\n");
    put("grader/src/checks/lab4/threads.cpp");
    put("grader/src/checks/lab5/fairness.cpp");
    put("labs/models/poll.cpp");
    commit();
    EXPECT_THAT(lab().complaint, AllOf(HasSubstr("without its starter/, in which lab4/ would be"),
                                       HasSubstr("did you commit")));
}

/// Commits what there is and beside it ten trees of ten trees of ten trees: a kilobyte, and for ever to list.
constexpr const char* plant_a_bomb = R"sh(
    bomb=$(printf '100644 blob %s\tf\n' "$(git hash-object -w --stdin </dev/null)" | git mktree) &&
    for depth in 1 2 3 4 5 6 7 8; do
        bomb=$(for name in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\td%s\n' "$bomb" "$name"; done | git mktree)
    done &&
    tree=$({ git ls-tree HEAD && printf '040000 tree %s\tbomb\n' "$bomb"; } | git mktree) &&
    git update-ref HEAD "$(git -c user.name=A -c user.email=a@localhost commit-tree "$tree" -m bomb)"
)sh";

TEST_F(Commit, OfACloneIsReadWhateverLiesBesideIt) {
    put("starter/lab4/main.cpp", "// committed\n");
    commit();
    shell(plant_a_bomb);
    EXPECT_EQ(lab().what_was_read(), "read: 1 file of starter/lab4/");
}

TEST_F(Commit, WithoutEndIsUnreadable) {
    commit();
    shell(plant_a_bomb);
    EXPECT_THROW((void)lab(), Unreadable);
}

TEST_F(Commit, LeavesOutPointersAndNamesThatNoFileSystemTakes) {
    put("lab4/main.cpp");
    put("lab4/data.cpp", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    put("lab4/back\\slash.hpp", "");
    commit();
    EXPECT_EQ(files_of(lab()), "lab4/back/slash.hpp lab4/main.cpp");
    EXPECT_THAT(lab().what_was_read(), HasSubstr("data.cpp, because it is a Git LFS pointer"));
    git("update-index --add --cacheinfo 100644,$(git rev-parse HEAD:lab4/main.cpp),lab4/" +
        std::string(300, 'x') + ".cpp");
    git("commit --quiet -m long");
    EXPECT_THAT(lab().what_was_read(), HasSubstr("because its name is too long; give it a shorter one"));
}

TEST_F(Commit, IsWhatItsHashSays) {
    put("lab4/main.cpp", "// honest\n");
    commit();
    put("lab4/main.cpp", "// better\n");
    commit();
    git("replace HEAD~1 HEAD");
    EXPECT_EQ(lab(lab4, "HEAD~1").files.at(0).text, "// honest\n");
}

TEST_F(Commit, ThatDoesNotExistIsToldInGitsWords) {
    EXPECT_THROW(
        try { (void)open_commit(directory_, "nonsense"); } catch (const UserError& error) {
            EXPECT_THAT(error.what(), HasSubstr("Needed a single revision"));
            throw;
        },
        UserError);
    EXPECT_THROW((void)open_commit(directory_ / "nowhere", "HEAD"), UserError);
    EXPECT_THROW((void)open_commit(directory_, "--help"), UserError);
}

}  // namespace
}  // namespace grader
