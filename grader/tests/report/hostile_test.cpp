// A submission decides what it prints; it must not decide what the reader's terminal does.
#include <gtest/gtest.h>

#include "hostile.hpp"
#include "report/terminal.hpp"
#include "report/text.hpp"

namespace grader {
namespace {

using namespace std::string_literals;

const std::string attack =
    "\x1b[2J\x1b]0;owned\x07\r\b\x7f\xc2\x9b"
    "31m\xe2\x80\xae"
    "gnp\xff\xc3\x28\0x"s;

void expect_harmless(const std::string& report) {
    for (const char c : report) {
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        ASSERT_TRUE(!control || c == '\n') << static_cast<int>(c);
    }
    EXPECT_EQ(report.find("\xc2\x9b"), std::string::npos) << "CSI as one character";
    EXPECT_EQ(report.find("\xe2\x80\xae"), std::string::npos) << "right-to-left override";
    EXPECT_NE(report.find("\\x1b[2J\\x1b]0;owned\\x07"), std::string::npos);
}

TEST(HostileText, ReachesTheTerminalOnlyEscaped) {
    for (const ResultDocument& document : hostile_documents(attack)) {
        for (const bool verbose : {false, true})
            expect_harmless(render_terminal(document, {false, 80, verbose}));
    }
}

TEST(HostileText, BringsNoColourOfItsOwn) {
    const std::string report = render_terminal(hostile(attack), {true, 80, false});
    for (std::size_t at = 0; (at = report.find('\x1b', at)) != std::string::npos; ++at) {
        const std::size_t end = report.find_first_not_of("[0123456789", at + 1);
        ASSERT_NE(end, std::string::npos);
        EXPECT_EQ(report[end], 'm') << "only colours";
    }
}

TEST(HostileText, OfAnySizeGivesAReportOfBoundedSize) {
    ResultDocument document = recorded("failures");
    CheckResult& check = document.labs[0].checks[5];
    check.finding->seen = std::string(5'000'000, 'x');
    check.finding->exhibits.assign(50, {"noise", std::vector<std::string>(200, std::string(1000, '\x1b'))});
    EXPECT_LT(render_terminal(document, {false, 80, false}).size(), 1'000'000U);
}

}  // namespace
}  // namespace grader
