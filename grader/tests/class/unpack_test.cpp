#include "class/unpack.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/packer.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Unpack : public testing::Test {
 protected:
    std::vector<std::string> unpack(const std::string& file) const {
        std::vector<std::string> notices;
        unpack_class(directory_.path() / file, into(), notices);
        return notices;
    }
    [[nodiscard]] fs::path into() const { return directory_.path() / "in/to"; }

    TemporaryDirectory directory_;
};

TEST_F(Unpack, KeepsSourcesAndArchivesAndOfOtherFilesTheName) {
    {
        Packer packer(directory_.path() / "all.zip", zip);
        packer.add("ada/lab4/main.cpp", "int main() {}\n");
        packer.add("ada/lab4/notes.pdf", "large");
        packer.add("bob/lab4.zip", "PK");
        packer.add("ada/.git/objects/00/1.cpp", "git's");
    }
    EXPECT_THAT(unpack("all.zip"), IsEmpty());
    EXPECT_EQ(read_file(into() / "ada/lab4/main.cpp"), "int main() {}\n");
    EXPECT_EQ(read_file(into() / "ada/lab4/notes.pdf"), "");
    EXPECT_EQ(read_file(into() / "bob/lab4.zip"), "PK");
    EXPECT_FALSE(fs::exists(into() / "ada/.git"));
}

TEST_F(Unpack, NothingIsWrittenOutsideAndLinksLeadNowhere) {
    {
        Packer packer(directory_.path() / "all.tar.gz", tar_gz);
        packer.add("../escaped.cpp");
        packer.add("ada/../../escaped.cpp");
        packer.link("ada/way", "../..");
        packer.add("ada/way/escaped.cpp");
        packer.link("ada/main.cpp", "/etc/passwd");
        packer.add("ada/main.cpp");
        packer.add("ada/ok.cpp");
    }
    const std::vector<std::string> notices = unpack("all.tar.gz");
    EXPECT_FALSE(fs::exists(directory_.path() / "escaped.cpp"));
    EXPECT_FALSE(fs::exists(directory_.path() / "in/escaped.cpp"));
    EXPECT_FALSE(fs::exists(into() / "escaped.cpp"));
    EXPECT_EQ(fs::read_symlink(into() / "ada/main.cpp"), "a-link-in-the-archive");
    EXPECT_TRUE(fs::exists(into() / "ada/ok.cpp"));
    EXPECT_THAT(notices, testing::Contains(HasSubstr("leads out of the archive")));
    EXPECT_THAT(notices, testing::Contains(HasSubstr("its name is there twice")));
}

TEST_F(Unpack, WhatIsNoArchiveIsNamed) {
    write_file(directory_.path() / "all.zip", "no archive");
    EXPECT_THAT([&] { unpack("all.zip"); },
                testing::ThrowsMessage<UserError>(HasSubstr("all.zip can't be unpacked")));
}

}  // namespace
}  // namespace grader
