#include "result/writer.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "base/files.hpp"
#include "sample.hpp"
#include "support/temporary_directory.hpp"

namespace grader {
namespace {

namespace fs = std::filesystem;

class Writer : public TestInDirectory {
 protected:
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
    }
    [[nodiscard]] std::string refusal(const fs::path& path) const {
        try {
            DocumentWriter writer{path};
        } catch (const UserError& error) {
            return error.what();
        }
        return "accepted";
    }
};

TEST_F(Writer, WritesADocumentThatCanBeRead) {
    const DocumentWriter writer(directory_ / "result.json");
    writer.write(full_document());
    const auto read = nlohmann::json::parse(*read_file(directory_ / "result.json"));
    EXPECT_EQ(read["submission"], "starter");
    EXPECT_EQ(files(), 1U);
}

TEST_F(Writer, ReplacesTheDocumentAndHonoursTheUmask) {
    const mode_t before = ::umask(027);
    const DocumentWriter writer(directory_ / "result.json");
    ResultDocument document = full_document();
    writer.write(document);
    document.submission = "another";
    writer.write(document);
    ::umask(before);
    EXPECT_EQ(nlohmann::json::parse(*read_file(directory_ / "result.json"))["submission"], "another");
    EXPECT_EQ(fs::status(directory_ / "result.json").permissions(), fs::perms(0640));
    EXPECT_EQ(files(), 1U);
}

TEST_F(Writer, AReaderThatHasTheOldDocumentOpenKeepsIt) {
    const DocumentWriter writer(directory_ / "result.json");
    writer.write(full_document());
    std::ifstream reader(directory_ / "result.json");
    ResultDocument changed = full_document();
    changed.submission = "another";
    writer.write(changed);
    EXPECT_EQ(nlohmann::json::parse(reader)["submission"], "starter");
}

TEST_F(Writer, ProbingChangesNothing) {
    std::ofstream(directory_ / "result.json") << "old";
    const DocumentWriter writer(directory_ / "result.json");
    EXPECT_EQ(read_file(directory_ / "result.json"), "old");
    EXPECT_EQ(files(), 1U);
}

TEST_F(Writer, ADiskThatIsFullLeavesTheOldDocumentAndNoOtherFile) {
    const DocumentWriter writer(directory_ / "result.json");
    writer.write(full_document());
    const auto old = read_file(directory_ / "result.json");

    // A limit on the size of files fails in the same place as a full disk, and needs no disk to fill.
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{100, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    std::string message;
    try {
        writer.write(full_document());
    } catch (const std::system_error& error) {
        message = error.what();
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);

    EXPECT_EQ(message, "cannot write the result document " + writer.path().string() + ": File too large");
    EXPECT_EQ(read_file(directory_ / "result.json"), old);
    EXPECT_EQ(files(), 1U);
}

TEST_F(Writer, ATargetThatCannotBeReplacedLeavesNoOtherFile) {
    const DocumentWriter writer(directory_ / "result.json");
    fs::create_directory(directory_ / "result.json");
    EXPECT_THROW(writer.write(full_document()), std::system_error);
    EXPECT_EQ(files(), 1U);
}

TEST_F(Writer, RefusesAtOnceWhatItCouldNotWriteLater) {
    EXPECT_NE(refusal(directory_).find("that is a directory"), std::string::npos) << refusal(directory_);
    EXPECT_NE(refusal(directory_ / "no" / "r.json").find("there is no directory"), std::string::npos);
    EXPECT_NE(refusal("/dev/null").find("not an ordinary file"), std::string::npos);
    EXPECT_NE(refusal("/proc/r.json").find("cannot write the result document /proc/r.json"),
              std::string::npos);
    EXPECT_NE(refusal("").find("needs a file name"), std::string::npos);
}

TEST_F(Writer, WritesReportsInTheSameWayAndCallsThemByTheirNames) {
    const auto name = [](const ResultDocument& document) { return document.submission + '\n'; };
    const DocumentWriter writer(directory_ / "report.txt", "short report", name);
    writer.write(full_document());
    EXPECT_EQ(read_file(directory_ / "report.txt"), "starter\n");
    EXPECT_EQ(files(), 1U);
    try {
        DocumentWriter(directory_, "short report", name);
        FAIL() << "accepted";
    } catch (const UserError& error) {
        EXPECT_EQ(error.what(), "cannot write the short report " + directory_.string() +
                                    ": that is a directory; name a file in it");
    }
}

TEST_F(Writer, AReportThatCannotBeRenderedLeavesTheOldOne) {
    std::ofstream(directory_ / "report.txt") << "old";
    const DocumentWriter writer(
        directory_ / "report.txt", "short report",
        [](const ResultDocument&) -> std::string { throw UserError("CLASSROOM is not set"); });
    EXPECT_THROW(writer.write(full_document()), UserError);
    EXPECT_EQ(read_file(directory_ / "report.txt"), "old");
    EXPECT_EQ(files(), 1U);
}

TEST_F(Writer, FollowsALinkToTheDocument) {
    std::ofstream(directory_ / "real.json") << "old";
    fs::create_symlink("real.json", directory_ / "link.json");
    DocumentWriter(directory_ / "link.json").write(full_document());
    EXPECT_TRUE(fs::is_symlink(directory_ / "link.json"));
    EXPECT_NE(read_file(directory_ / "real.json"), "old");
}

TEST_F(Writer, KeepsItsPlaceWhenTheWorkingDirectoryChanges) {
    const fs::path before = fs::current_path();
    fs::current_path(directory_);
    const DocumentWriter writer("result.json");
    fs::current_path("/");
    writer.write(full_document());
    fs::current_path(before);
    EXPECT_TRUE(fs::exists(directory_ / "result.json"));
}

}  // namespace
}  // namespace grader
