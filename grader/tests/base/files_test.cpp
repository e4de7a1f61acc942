#include "base/files.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>

#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

class Files : public TestInDirectory {
 protected:
    [[nodiscard]] fs::path file(const std::string& contents) const {
        std::ofstream(directory_ / "file", std::ios::binary) << contents;
        return directory_ / "file";
    }
};

TEST_F(Files, AreReadWhole) {
    std::string bytes(100'000, 'x');
    bytes[50'000] = '\0';
    EXPECT_EQ(read_file(file(bytes)), bytes);
    EXPECT_EQ(read_file(file("")), "");
}

TEST_F(Files, GiveSingleLines) {
    const fs::path two = file("one\n\nthree");
    EXPECT_EQ(line_of_file(two, 1), "one");
    EXPECT_EQ(line_of_file(two, 2), "");
    EXPECT_EQ(line_of_file(two, 3), "three");
    EXPECT_EQ(line_of_file(two, 4), "");
    EXPECT_EQ(line_of_file(two, 0), "");
    EXPECT_EQ(line_of_file("/nowhere", 1), "");
}

TEST_F(Files, GiveLinesAndFewerWhereTheFileEnds) {
    const fs::path three = file("one\n\nthree");
    EXPECT_EQ(lines_of_file(three, 2, 3), (std::vector<std::string>{"", "three"}));
    EXPECT_EQ(lines_of_file(three, 3, 9), std::vector<std::string>{"three"});
    EXPECT_TRUE(lines_of_file(three, 4, 9).empty());
    const fs::path long_ones = file(std::string(40'000, 'x') + "\n" + std::string(40'000, 'y') + "\n");
    EXPECT_EQ(lines_of_file(long_ones, 1, 3),
              (std::vector<std::string>{std::string(4096, 'x'), std::string(4096, 'y')}));
}

TEST_F(Files, AreReadUpToALimit) {
    EXPECT_EQ(read_file(file("abcdef"), 4), "abcd");
    EXPECT_EQ(read_file(file("abcdef"), 6), "abcdef");
    EXPECT_EQ(read_file("/dev/zero", 100'000).value().size(), 100'000U);
}

TEST_F(Files, OfProcHaveNoSizeAndAreReadWholeAllTheSame) {
    ASSERT_EQ(fs::file_size("/proc/self/status"), 0U);
    EXPECT_NE(read_file("/proc/self/status").value().find("VmRSS"), std::string::npos);
}

TEST_F(Files, ThatCannotBeReadAreNothingWithTheReason) {
    EXPECT_FALSE(read_file(directory_ / "none"));
    EXPECT_EQ(errno, ENOENT);
    EXPECT_FALSE(read_file(directory_));
    EXPECT_EQ(errno, EISDIR);
}

TEST_F(Files, AreWrittenOnlyIfTheyExist) {
    const fs::path control = file("old");
    EXPECT_TRUE(write_control(control, "new"));
    EXPECT_EQ(read_file(control), "new");
    EXPECT_FALSE(write_control(directory_ / "none", "new"));
    EXPECT_EQ(errno, ENOENT);
    EXPECT_FALSE(fs::exists(directory_ / "none"));
}

TEST_F(Files, AreWrittenInOneCallAndTheKernelsRefusalIsSeen) {
    EXPECT_FALSE(write_control("/dev/full", "anything"));
    EXPECT_EQ(errno, ENOSPC);
}

TEST_F(Files, GiveTheBeginningOfALineThatIsTooLong) {
    const fs::path lines = file(std::string(1U << 20U, 'x') + "\n" + std::string(20'000, 'y') + "z\nend");
    EXPECT_EQ(line_of_file(lines, 1), std::string(4096, 'x'));
    EXPECT_EQ(line_of_file(lines, 2), std::string(4096, 'y'));
    EXPECT_EQ(line_of_file(lines, 3), "end");
    EXPECT_EQ(line_of_file(lines, 100'000'000), "");
}

}  // namespace
}  // namespace grader
