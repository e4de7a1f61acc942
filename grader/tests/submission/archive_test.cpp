// Archives as they are handed in, and archives that are made to harm.
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "handed_in.hpp"
#include "submission/limits.hpp"
#include "support/packer.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Archive : public HandedIn {
 protected:
    [[nodiscard]] Submission unpacked(const std::string& file, const Wanted& wanted = any_lab) const {
        return read_submission(*open_archive(directory_ / file), wanted);
    }
    [[nodiscard]] std::string refusal(const std::string& file) const {
        try {
            (void)open_archive(directory_ / file);
        } catch (const Unreadable& error) {
            return error.what();
        }
        ADD_FAILURE() << "it was taken";
        return {};
    }
};

TEST_F(Archive, IsReadLikeADirectory) {
    for (const auto& [name, format] : {std::pair("hw.zip", &zip), std::pair("hw.tar.gz", &tar_gz)}) {
        {
            Packer packer(directory_ / name, format);
            packer.add("io-labs-main/starter/lab4/main.cpp", "// mine\n");
            packer.add("io-labs-main/starter/lab4/._main.cpp", "x");
            packer.add("__MACOSX/io-labs-main/._starter", "x");
        }
        const Submission submission = unpacked(name);
        ASSERT_THAT(submission.labs, SizeIs(1)) << name;
        EXPECT_EQ(submission.labs[0].files.at(0).text, "// mine\n");
        EXPECT_THAT(submission.labs[0].what_was_read(),
                    HasSubstr("read: 1 file of io-labs-main/starter/lab4/; left out: ._main.cpp"));
    }
}

TEST_F(Archive, FromWindowsHasBackslashes) {
    {
        Packer packer(directory_ / "hw.zip", &zip);
        packer.add("lab4\\main.cpp");
        packer.add("lab4\\net\\socket.hpp", "");
    }
    EXPECT_EQ(files_of(unpacked("hw.zip").labs.at(0)), "lab4/main.cpp lab4/net/socket.hpp");
}

TEST_F(Archive, CalledLikeALabMayHoldItsFilesAlone) {
    {
        Packer packer(directory_ / "Lab4.zip", &zip);
        packer.add("main.cpp");
    }
    const Submission submission = unpacked("Lab4.zip");
    ASSERT_THAT(submission.labs, SizeIs(1));
    EXPECT_EQ(submission.labs[0].lab, 4);
}

TEST_F(Archive, CannotLeadOut) {
    {
        Packer packer(directory_ / "hw.tar.gz", &tar_gz);
        packer.add("lab4/main.cpp");
        packer.add("lab4/../../evil.cpp");
        packer.add("/etc/evil.cpp");
        packer.link("lab4/passwd.hpp", "/etc/passwd");
        packer.link("lab5", "/srv/solutions/lab5");
        packer.add("lab4/main.cpp", "// again\n");
    }
    const Submission submission = unpacked("hw.tar.gz", lab4);
    const LabSources& lab = submission.labs.at(0);
    EXPECT_EQ(files_of(lab), "lab4/main.cpp");
    EXPECT_EQ(lab.files[0].text, "int main() {}\n");
    EXPECT_THAT(lab.what_was_read(), AllOf(HasSubstr("passwd.hpp, because it is a link"),
                                           HasSubstr("/etc/evil.cpp, because its name is an absolute"),
                                           HasSubstr("leads out of what was handed in"),
                                           HasSubstr("main.cpp, because its name is there twice")));
    EXPECT_THAT(unpacked("hw.tar.gz", {{4, 5}, 5}).labs.at(0).complaint,
                HasSubstr("lab5 is a symbolic link"));
}

TEST_F(Archive, MayHaveNamesInAnyLanguage) {
    // As Windows and Macs make it: a zip whose names are marked as UTF-8. (The test is in the C locale.)
    const std::string zip_file =
        "import sys, zipfile\n"
        "made = zipfile.ZipFile(sys.argv[1], 'w')\n"
        "made.writestr('\\u00dcbung \\u5bbf\\u984c/lab4/main.cpp', 'int main() {}')\n"
        "made.writestr('\\u00dcbung \\u5bbf\\u984c/lab4/gr\\u00f6\\u00dfe.hpp', '')\n"
        "made.close()\n";
    put("make.py", zip_file);
    const std::string command =
        "python3 '" + (directory_ / "make.py").string() + "' '" + (directory_ / "hw.zip").string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
    EXPECT_THAT(unpacked("hw.zip").labs.at(0).files, SizeIs(2));
}

TEST_F(Archive, CannotFillTheMemoryWithNames) {
    {
        Packer packer(directory_ / "hw.tar.gz", &tar_gz);
        packer.add("lab4/main.cpp");
        for (int number = 0; number < 300; ++number)
            packer.add("lab4/" + std::string(100'000, 'x') + std::to_string(number) + ".cpp", "");
    }
    const std::string line = unpacked("hw.tar.gz").labs.at(0).what_was_read();
    EXPECT_THAT(line, HasSubstr("because its name is too long"));
    EXPECT_LT(line.size(), 5'000U);
}

TEST_F(Archive, OfGigabytesOfZerosIsNotUnpacked) {
    {
        Packer packer(directory_ / "bomb.zip", &zip);
        packer.add("lab4/main.cpp");
        const std::string zeros(most_unpacked_bytes / 8, '\0');
        for (int part = 0; part <= 8; ++part) packer.add("lab4/" + std::to_string(part) + ".bin", zeros);
    }
    EXPECT_LT(fs::file_size(directory_ / "bomb.zip"), 1U << 20U);
    EXPECT_THAT(refusal("bomb.zip"), HasSubstr("bomb.zip holds more than 256 MiB unpacked"));
}

TEST_F(Archive, ThatIsDamagedIsNamedWithTheWayOut) {
    {
        Packer packer(directory_ / "hw.tar.gz", &tar_gz);
        std::string noise(100'000, ' ');
        for (std::size_t at = 0; at < noise.size(); ++at)
            noise[at] = static_cast<char>(at * at * 2654435761U >> 13U);
        packer.add("lab4/main.cpp", noise);
    }
    fs::resize_file(directory_ / "hw.tar.gz", fs::file_size(directory_ / "hw.tar.gz") / 2);
    EXPECT_THAT(refusal("hw.tar.gz"),
                AllOf(HasSubstr("hw.tar.gz can't be unpacked: "), HasSubstr("make it anew")));
    put("text.zip", "This is no archive.\n");
    EXPECT_THAT(refusal("text.zip"), HasSubstr("text.zip can't be unpacked: "));
}

TEST_F(Archive, IsKnownByItsName) {
    for (const char* name : {"a.zip", "A.ZIP", "a.tar", "a.tar.gz", "a.tgz", "a.tar.xz", "a.tar.zst"})
        EXPECT_TRUE(is_called_an_archive(name)) << name;
    for (const char* name : {"a.cpp", "zip", ".zip", "a.rar", "a.gz"})
        EXPECT_FALSE(is_called_an_archive(name)) << name;
}

/// Each of its directories would be an entry of its own, with the names of all above it.
TEST_F(Archive, IsNoPlaceForPathsOfAThousandDirectories) {
    for (const char sign : {'/', '\\'}) {
        {
            Packer packer(directory_ / "deep.tar.gz", &tar_gz);
            for (int number = 0; number < 20'000; ++number) {
                std::string path = std::to_string(number);
                for (int depth = 0; depth < 150; ++depth) path += std::string("x") + sign;
                packer.add(path + "main.cpp", "");
            }
            packer.add("lab4/main.cpp");
        }
        const auto tree = open_archive(directory_ / "deep.tar.gz");
        EXPECT_THAT(tree->list(""), SizeIs(1));
        EXPECT_THAT(tree->refused(), SizeIs(100));
        EXPECT_EQ(files_of(read_submission(*tree, lab4).labs.at(0)), "lab4/main.cpp");
    }
}

TEST_F(Archive, ThatCannotBeOpenedIsRefusedWithTheReason) {
    EXPECT_THAT(refusal("none.zip"), HasSubstr("none.zip can't be unpacked: No such file or directory"));
}

}  // namespace
}  // namespace grader
