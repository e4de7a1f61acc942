// The stories of connections, as recorded logs tell them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recorded.hpp"

namespace grader {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Connections, AreToldInTheOrderOfTheirAccepts) {
    const std::vector<ConnectionStory> stories = recorded("two-clients").connections();
    ASSERT_THAT(stories, SizeIs(2)) << "accepts that failed tell no story";
    EXPECT_EQ(stories[0].client_port, 54'504);
    EXPECT_EQ(stories[0].accepted.end, 39U);
    EXPECT_EQ(stories[1].client_port, 54'516);
    EXPECT_EQ(stories[1].accepted.end, 51U);
    EXPECT_NE(stories[0].inode, stories[1].inode);
}

TEST(Connections, NameTheThreadsThatReadAndWroteThem) {
    const std::vector<ConnectionStory> stories = recorded("two-clients").connections();
    ASSERT_THAT(stories, SizeIs(2));
    EXPECT_THAT(stories[0].readers, ElementsAre(101));
    EXPECT_THAT(stories[0].writers, ElementsAre(101));
    EXPECT_THAT(stories[1].readers, ElementsAre(102));
    EXPECT_THAT(stories[1].writers, ElementsAre(102));
    ASSERT_TRUE(stories[0].first_read.has_value());
    EXPECT_EQ(stories[0].first_read->begin, 44U);
}

TEST(Connections, CountBytesOverShortWritesAndNotOverFailures) {
    const std::vector<ConnectionStory> stories = recorded("two-clients").connections();
    ASSERT_THAT(stories, SizeIs(2));
    EXPECT_EQ(stories[0].bytes_read, 5U);
    EXPECT_EQ(stories[0].bytes_written, 5U);
    EXPECT_EQ(stories[1].bytes_read, 8U) << "the interrupted read took nothing";
    EXPECT_EQ(stories[1].bytes_written, 8U) << "3 of the write that was cut, and 5";
}

TEST(Connections, AreUsedUntilTheyAreClosedByWhicheverThread) {
    const std::vector<ConnectionStory> stories = recorded("two-clients").connections();
    ASSERT_THAT(stories, SizeIs(2));
    EXPECT_EQ(stories[0].last_use, 82U) << "the main thread's close()";
    EXPECT_EQ(stories[1].last_use, 111U);
}

TEST(Connections, HaveNoReadersBeforeTheyAreRead) {
    const EventLog log = recorded("two-clients");
    std::vector<Event> beginning;
    for (const Event& event : log.events()) {
        if (event.end < 59) beginning.push_back(event);
    }
    const std::vector<ConnectionStory> stories = EventLog(beginning).connections();
    ASSERT_THAT(stories, SizeIs(2));
    for (const ConnectionStory& story : stories) {
        EXPECT_THAT(story.readers, IsEmpty());
        EXPECT_FALSE(story.first_read);
    }
}

TEST(Connections, AreReadBySpliceAndWrittenBySpliceAndSendfile) {
    const std::vector<ConnectionStory> stories = recorded("copies-in-the-kernel").connections();
    ASSERT_THAT(stories, SizeIs(2));
    EXPECT_THAT(stories[0].writers, ElementsAre(9, 10));
    EXPECT_EQ(stories[0].bytes_read, 100U);
    EXPECT_EQ(stories[0].bytes_written, 100U);
    ASSERT_TRUE(stories[0].first_read.has_value());
    EXPECT_EQ(stories[0].first_read->call, Call::splice);
}

TEST(Connections, AreReadByWhoeverTriesAndByAnyDuplicate) {
    const std::vector<ConnectionStory> stories = recorded("copies-in-the-kernel").connections();
    ASSERT_THAT(stories, SizeIs(2));
    EXPECT_THAT(stories[0].readers, ElementsAre(8, 11)) << "thread 11 got EAGAIN from descriptor 12";
    EXPECT_EQ(stories[0].last_use, 14U) << "the duplicate's close()";
}

TEST(Connections, BeginAnewWhenAnInodeNumberIsUsedAgain) {
    const std::vector<ConnectionStory> stories = recorded("copies-in-the-kernel").connections();
    ASSERT_THAT(stories, SizeIs(2));
    EXPECT_EQ(stories[0].inode, stories[1].inode);
    EXPECT_EQ(stories[1].client_port, 50'002);
    EXPECT_THAT(stories[1].readers, ElementsAre(12));
    EXPECT_EQ(stories[1].bytes_read, 9U);
    EXPECT_THAT(stories[1].writers, IsEmpty()) << "descriptor 13 is a socket of another kind";
}

TEST(Connections, AreNoneInAnEmptyLogOrOneWithoutTheirAccepts) {
    EXPECT_THAT(EventLog().connections(), IsEmpty());
    EXPECT_THAT(recorded("two-clients").between("silent", "").connections(), IsEmpty());
}

}  // namespace
}  // namespace grader
