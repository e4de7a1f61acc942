#include "report/progress.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "report/text.hpp"
#include "terminal_pair.hpp"

namespace grader {
namespace {

CheckResult finished_check(const std::string& name, Verdict verdict) {
    CheckResult check;
    check.name = name;
    check.verdict = verdict;
    return check;
}

// A pipe whose other end the test reads.
struct Log {
    Log() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error("no pipe");
        reader.reset(ends[0]);
        writer.reset(ends[1]);
    }
    [[nodiscard]] std::string text() const {
        char piece[4096];
        const ssize_t got = ::read(reader.get(), piece, sizeof piece);
        return got > 0 ? std::string(piece, static_cast<std::size_t>(got)) : std::string();
    }
    UniqueFd reader;
    UniqueFd writer;
};

TEST(LiveProgress, RedrawsOneLineAndTakesItAwayAtTheEnd) {
    const TerminalPair pair(80);
    {
        Progress progress(pair.terminal.get(), ProgressMode::live, 80);
        progress.phase("building lab 4");
        EXPECT_EQ(pair.shown(), "\rbuilding lab 4 …\x1b[K");
        progress.begin(36);
        progress.started("EchoesOneMessage");
        EXPECT_EQ(pair.shown(), "\r[1/36] EchoesOneMessage …\x1b[K");
        progress.finished(finished_check("EchoesOneMessage", Verdict::fail));
        progress.started("SilentClientBlocksNobody");
        EXPECT_EQ(pair.shown(), "\r[2/36] 1 failed, SilentClientBlocksNobody …\x1b[K");
    }
    EXPECT_EQ(pair.shown(), "\r\x1b[K");
}

TEST(BriefProgress, IsAFewLinesForALab) {
    const Log log;
    Progress progress(log.writer.get(), ProgressMode::brief, 80);
    progress.phase("building lab 4");
    progress.begin(5);
    for (const Verdict verdict :
         {Verdict::fail, Verdict::pass, Verdict::fail, Verdict::pass, Verdict::pass}) {
        progress.started("Name");
        progress.finished(finished_check("Name", verdict));
    }
    EXPECT_EQ(log.text(), "building lab 4\n2 of 5 checks, 1 failed\n");
}

TEST(LiveProgress, IsCutToTheWidth) {
    const Log log;
    Progress progress(log.writer.get(), ProgressMode::live, 20);
    progress.begin(36);
    progress.started("SilentClientBlocksNobody");
    const std::string line = log.text();
    EXPECT_EQ(line, "\r[1/36] SilentClien…\x1b[K");
    EXPECT_EQ(columns("[1/36] SilentClien…"), 19U);
}

TEST(LiveProgress, IsErasedOnce) {
    const Log log;
    Progress progress(log.writer.get(), ProgressMode::live, 80);
    progress.erase();
    EXPECT_EQ(log.text(), "") << "nothing was drawn";
    progress.phase("building");
    progress.erase();
    progress.erase();
    EXPECT_EQ(log.text(), "\rbuilding …\x1b[K\r\x1b[K");
}

TEST(PlainProgress, WritesALineForEachFinishedCheck) {
    const Log log;
    Progress progress(log.writer.get(), ProgressMode::plain, 80);
    progress.phase("building lab 4");
    progress.begin(4);
    for (const auto& [name, verdict] : {std::pair{"One", Verdict::pass},
                                        {"Two", Verdict::fail},
                                        {"Three", Verdict::inconclusive},
                                        {"Four", Verdict::not_reached}}) {
        progress.started(name);
        progress.finished(finished_check(name, verdict));
    }
    EXPECT_EQ(log.text(), "building lab 4\nok 1/4 One\nFAIL 2/4 Two\nopen 3/4 Three\nunreached 4/4 Four\n");
}

TEST(SilentProgress, WritesNothing) {
    const Log log;
    {
        Progress progress(log.writer.get(), ProgressMode::silent, 80);
        progress.phase("building");
        progress.begin(1);
        progress.started("One");
        progress.finished(finished_check("One", Verdict::pass));
    }
    EXPECT_EQ(log.text(), "");
}

TEST(DetectProgress, IsLiveOnATerminalPlainIfWantedAndElseSilent) {
    const TerminalPair pair(80);
    const Log log;
    const Environment term("TERM", "xterm");
    EXPECT_EQ(detect_progress(pair.terminal.get(), ProgressMode::silent), ProgressMode::live);
    EXPECT_EQ(detect_progress(log.writer.get(), ProgressMode::silent), ProgressMode::silent);
    EXPECT_EQ(detect_progress(log.writer.get(), ProgressMode::plain), ProgressMode::plain);
    const Environment dumb("TERM", "dumb");
    EXPECT_EQ(detect_progress(pair.terminal.get(), ProgressMode::silent), ProgressMode::silent);
}

}  // namespace
}  // namespace grader
