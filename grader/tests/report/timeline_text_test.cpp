#include "report/timeline_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "report/text.hpp"
#include "report/timeline_rows.hpp"
#include "samples.hpp"
#include "timelines.hpp"

namespace grader {
namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

std::size_t place_of(const std::string& words, const std::string& text) {
    const std::size_t at = text.find(words);
    EXPECT_NE(at, std::string::npos) << words << " is not in\n" << text;
    return at;
}

void expect_fits(const std::vector<std::string>& lines, std::size_t width) {
    EXPECT_LE(lines.size(), 20U);
    for (const std::string& line : lines) {
        EXPECT_LE(columns(line), width) << line;
        EXPECT_EQ(printable(line), line);
    }
}

TEST(TimelineText, SaysWhatHappenedInItsOrder) {
    const std::vector<std::string> lines = text_of(a_full_buffer());
    expect_fits(lines, 80);
    EXPECT_EQ(joined(lines),
              "    0.0 ms   thread 1   accept4(3 <listener>) …\n"
              "    0.8 ms   client #1  connects\n"
              "    0.9 ms   thread 1   … accept4() = 7 <client #1>\n"
              "    1.0 ms   thread 3   recvfrom(7 <client #1>, 4096 bytes) …\n"
              "    1.3 ms   client #1  sends 13 bytes\n"
              "    1.4 ms   thread 3   … recvfrom() = 13\n"
              "    1.5 ms   thread 3   sendto(7 <client #1>, 13 bytes) = 13\n"
              "    1.5 ms   client #1  gets 13 bytes\n"
              "    1.6 ms   client #1  closes\n"
              "    2.3 ms   thread 1   accept4(3 <listener>): still sleeps\n"
              "    2.4 ms > thread 4   recvfrom(8 <client #2>, 4096 bytes, MSG_WAITALL): never\n"
              "                        returns\n"
              "    2.6 ms > client #2  sends 13 bytes\n"
              "    2.7 ms   client #2  waits for 13 bytes: in vain\n"
              "             … 3.20 s in which nothing more happens …\n");
}

TEST(TimelineText, DoesNotSayForEverOfWhatMayHaveGoneOn) {
    Timeline timeline = a_full_buffer();
    timeline.goes_on = false;
    const std::string text = joined(text_of(timeline));
    EXPECT_EQ(text.find("never"), std::string::npos);
    (void)place_of("accept4(3 <listener>): still sleeps", text);
    (void)place_of("waits for 13 bytes: still waits", text);
    (void)place_of("… 3.20 s in which nothing happens …", text);
}

TEST(TimelineText, OfNothingIsNothing) {
    EXPECT_TRUE(text_of({}).empty());
    EXPECT_TRUE(text_of({"a title", {"thread 1"}, {}, true}).empty());
}

TEST(TimelineText, OfOneMomentIsOneLine) {
    Timeline timeline{"", {"thread 1"}, {moment(0, 0, 0, Moment::Kind::calls, "exit_group(1)")}, false};
    EXPECT_EQ(joined(text_of(timeline)), "    0.0 ms   thread 1  exit_group(1)\n");
}

TEST(TimelineText, KeepsWhatDecidesWhereThereIsNoRoomForAll) {
    const std::vector<std::string> lines = text_of(many_moments(400));
    expect_fits(lines, 80);
    const std::string text = joined(lines);
    const std::size_t decisive = place_of("> thread 1  call number 200 = 0", text);
    EXPECT_LT(place_of("… 1", text), decisive) << "what came before is counted";
    EXPECT_LT(decisive, place_of("more are left out", text.substr(decisive)) + decisive);
    EXPECT_LT(place_of("call number 199", text), decisive) << "what came just before it stays";
    EXPECT_GE(lines.size(), 15U) << "the room is used";
}

TEST(TimelineText, CountsAllThatItLeavesOut) {
    const Timeline timeline = many_moments(400);
    std::int64_t counted = 0;
    for (const TimelineRow& row : rows_of(timeline, 20))
        counted += row.kind == TimelineRow::Kind::left_out ? row.amount
                   : row.kind == TimelineRow::Kind::moment ? 1
                                                           : 0;
    EXPECT_EQ(counted, 400);
}

TEST(TimelineText, WhereMomentsAreMissingItDoesNotSayThatNothingHappened) {
    Timeline timeline = many_moments(2);
    timeline.moments[1].begin_us = timeline.moments[1].end_us = 5'000'000;
    EXPECT_NE(joined(text_of(timeline)).find("… 5.00 s in which nothing happens …"), std::string::npos);
    timeline.moments[1].left_out_before = 1'234;
    const std::string text = joined(text_of(timeline));
    EXPECT_NE(text.find("… 1234 more are left out …"), std::string::npos) << text;
    EXPECT_EQ(text.find("nothing happens"), std::string::npos) << text;
}

TEST(TimelineText, OfHostileTextsIsPrintableAndFits) {
    for (const std::string& text :
         {attack, std::string(4096, '\xfe'), std::string(4096, 'x'), std::string("\n\n\n"),
          std::string("漢字").append(std::string(300, 'x'))}) {
        for (const std::size_t width : {40U, 80U, 120U}) expect_fits(text_of(full_of(text), width), width);
    }
}

TEST(TimelineText, CopesWithNonsense) {
    const std::vector<std::string> lines = text_of(nonsense());
    expect_fits(lines, 80);
    const std::string text = joined(lines);
    EXPECT_EQ(text.find("of no lane"), std::string::npos);
    (void)place_of("backwards", text);
    (void)place_of("for ever", text);
}

TEST(TimelineText, TimesHaveThePlainestUnit) {
    EXPECT_EQ(plain_time(0), "0.0 ms");
    EXPECT_EQ(plain_time(449), "0.4 ms");
    EXPECT_EQ(plain_time(99'949), "99.9 ms");
    EXPECT_EQ(plain_time(99'950), "100 ms");
    EXPECT_EQ(plain_time(999'499), "999 ms");
    EXPECT_EQ(plain_time(999'500), "1.00 s");
    EXPECT_EQ(plain_time(12'345'678), "12.35 s");
}

}  // namespace
}  // namespace grader
