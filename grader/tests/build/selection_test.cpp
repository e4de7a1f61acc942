// Which files of a submission are taken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "submission.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Selecting : public SubmissionTest {
 protected:
    [[nodiscard]] std::string refusal() const {
        try {
            [[maybe_unused]] const SubmissionBuild taken = prepare();
        } catch (const UserError& error) {
            return error.what();
        }
        ADD_FAILURE() << "it was taken";
        return {};
    }
};

TEST_F(Selecting, NeedsTheDirectoryOfTheLab) {
    fs::remove(directory_ / "submission/lab4");
    EXPECT_THAT(refusal(), HasSubstr("has no directory lab4/"));
}

TEST_F(Selecting, NeedsSomethingToCompile) {
    EXPECT_THAT(refusal(), HasSubstr("holds no *.cpp file"));
    put("submission/lab4/main.hpp", "int main() {}\n");
    put("submission/lab4/main.c", "int main() {}\n");
    EXPECT_THAT(refusal(), HasSubstr("holds no *.cpp file"));
}

TEST_F(Selecting, TakesSourcesAndNothingElse) {
    put_main("int main() {}\n");
    put("submission/lab4/a.hpp", "");
    put("submission/lab4/sub/b.h", "");
    put("submission/lab4/main", "an executable");
    put("submission/lab4/CMakeLists.txt", "");
    put("submission/elsewhere.cpp", "");
    const fs::path copy = prepare().sources() / "lab4";
    EXPECT_TRUE(fs::exists(copy / "main.cpp"));
    EXPECT_TRUE(fs::exists(copy / "a.hpp"));
    EXPECT_TRUE(fs::exists(copy / "sub/b.h"));
    EXPECT_FALSE(fs::exists(copy / "main"));
    EXPECT_FALSE(fs::exists(copy / "CMakeLists.txt"));
    EXPECT_FALSE(fs::exists(copy.parent_path() / "elsewhere.cpp"));
}

TEST_F(Selecting, DoesNotFollowLinks) {
    put_main("int main() {}\n");
    put("elsewhere/secret.hpp", "secret\n");
    fs::create_symlink(directory_ / "elsewhere/secret.hpp", directory_ / "submission/lab4/link.hpp");
    fs::create_symlink(directory_ / "elsewhere/secret.hpp", directory_ / "submission/lab4/link.cpp");
    fs::create_directory_symlink(directory_ / "elsewhere", directory_ / "submission/lab4/linked");
    const fs::path copy = prepare().sources() / "lab4";
    EXPECT_FALSE(fs::exists(fs::symlink_status(copy / "link.hpp")));
    EXPECT_FALSE(fs::exists(fs::symlink_status(copy / "link.cpp")));
    EXPECT_FALSE(fs::exists(fs::symlink_status(copy / "linked")));
}

TEST_F(Selecting, FindsNothingToCompileAmongLinksAlone) {
    put("elsewhere/main.cpp", "int main() {}\n");
    fs::create_symlink(directory_ / "elsewhere/main.cpp", directory_ / "submission/lab4/main.cpp");
    EXPECT_THAT(refusal(), HasSubstr("holds no *.cpp file"));
}

TEST_F(Selecting, IsNotHeldUpByAPipeWithTheNameOfASource) {
    put_main("int main() {}\n");
    ASSERT_EQ(::mkfifo((directory_ / "submission/lab4/pipe.cpp").c_str(), 0600), 0);
    EXPECT_FALSE(fs::exists(prepare().sources() / "lab4/pipe.cpp"));
}

TEST_F(Selecting, TakesStrangeNamesForNames) {
    put_main("int f();\nint main() { return f(); }\n");
    put("submission/lab4/-o x @y;$(z)\n.cpp", "int f() { return 0; }\n");
    const Built built = compile();
    EXPECT_TRUE(built.result.ok) << all_words(built.result);
}

TEST_F(Selecting, RefusesWhatIsTooMuchToBeALab) {
    for (int number = 0; number <= 500; ++number)
        put("submission/lab4/" + std::to_string(number) + ".cpp", "");
    EXPECT_THAT(refusal(), HasSubstr("is this the right directory?"));
}

TEST_F(Selecting, RefusesTooManyBytesOfSource) {
    put_main("");
    fs::resize_file(directory_ / "submission/lab4/main.cpp", 17U << 20U);
    EXPECT_THAT(refusal(), HasSubstr("16 MiB of source"));
}

}  // namespace
}  // namespace grader
