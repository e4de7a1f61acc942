#include "class/changes.hpp"

#include <gmock/gmock.h>

#include "documents.hpp"

namespace grader {
namespace {

using testing::HasSubstr;

Cause cause(const std::string& id, const std::string& check) {
    Cause one;
    one.id = id;
    one.explains = {check};
    return one;
}

TEST(Changes, SayWhichCheckAndWhichCauseMovedThePoints) {
    Outcome before = graded({check_of("Echoes", Verdict::fail, 3), check_of("Ends", Verdict::pass, 2)});
    before.document->labs[0].causes = {cause("waits-for-a-full-buffer", "Echoes")};
    const Outcome after = graded({check_of("Echoes", Verdict::pass, 3), check_of("Ends", Verdict::pass, 2)});
    const StudentChange change = change_of(student("ada"), before, after);
    EXPECT_TRUE(change.has_points());
    EXPECT_EQ(change_line(change),
              "ada: 2 -> 5 points (failed -> passed; lab4 Echoes: fail -> pass, +3; no longer: lab4 "
              "waits-for-a-full-buffer)");
    EXPECT_THAT(changes_csv({change}), HasSubstr("ada,2,5,failed,passed,lab4,Echoes,fail,pass,3\r\n"));
}

TEST(Changes, TheSameTwiceIsNone) {
    const Outcome outcome = graded({check_of("Echoes", Verdict::fail, 3)});
    const StudentChange change = change_of(student("ada"), outcome, outcome);
    EXPECT_FALSE(change.is_any());
    EXPECT_EQ(summary_of({change}), "nothing changed, of 1 student");
}

TEST(Changes, AnotherVerdictWithoutPointsIsOneToo) {
    const Outcome before = graded({check_of("Echoes", Verdict::fail, 3)});
    const Outcome after = graded({check_of("Echoes", Verdict::inconclusive, 3)});
    const StudentChange change = change_of(student("ada"), before, after);
    EXPECT_FALSE(change.has_points());
    EXPECT_TRUE(change.is_any());
    EXPECT_THAT(change_line(change), HasSubstr("ada: 0 points, as before (failed -> inconclusive"));
    EXPECT_EQ(summary_of({change}),
              "0 of 1 student have other points; 1 more has another verdict, check or cause");
}

TEST(Changes, PointsThatOnlyMovedBetweenChecksAreNoOtherVerdict) {
    const Outcome before = graded({check_of("Echoes", Verdict::pass, 3), check_of("Ends", Verdict::pass, 2)});
    const Outcome after = graded({check_of("Echoes", Verdict::pass, 2), check_of("Ends", Verdict::pass, 3)});
    EXPECT_EQ(summary_of({change_of(student("ada"), before, after)}),
              "0 of 1 student have other points; of 1 more, checks have other points, with the same sum");
}

TEST(Changes, AVerdictThatIsGoneAndChecksThatComeAndGoAreNamed) {
    const Outcome before = graded({check_of("Echoes", Verdict::pass, 3)});
    const StudentChange gone = change_of(student("ada"), before, Outcome());
    EXPECT_EQ(change_line(gone), "ada: no verdict now, 3 points before (passed -> waiting)");
    EXPECT_FALSE(gone.has_points());
    EXPECT_EQ(summary_of({gone}), "0 of 1 student have other points; 1 has no verdict now");
    EXPECT_THAT(changes_csv({gone}), HasSubstr("ada,3,,passed,waiting,,,,,\r\n"));
    EXPECT_EQ(change_line(change_of(student("ada"), Outcome(), before)),
              "ada: none -> 3 points (waiting -> passed)");
    const Outcome after = graded({check_of("Replies", Verdict::pass, 3)});
    const std::string line = change_line(change_of(student("ada"), before, after));
    EXPECT_THAT(line, HasSubstr("lab4 Replies: not there -> pass, +3"));
    EXPECT_THAT(line, HasSubstr("lab4 Echoes: pass -> not there, -3"));
}

}  // namespace
}  // namespace grader
