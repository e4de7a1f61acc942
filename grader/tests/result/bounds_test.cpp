#include "result/bounds.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "result/utf8.hpp"
#include "sample.hpp"

namespace grader {
namespace {

bool valid(std::string_view text) {
    while (!text.empty()) {
        const Utf8Step step = decode_utf8(text);
        if (!step.valid) return false;
        text.remove_prefix(step.length);
    }
    return true;
}

TEST(Utf8, RejectsOverlongFormsSurrogatesAndCutOffSequences) {
    for (const char* wrong :
         {"\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFF"}) {
        EXPECT_FALSE(decode_utf8(wrong).valid) << wrong;
        EXPECT_EQ(decode_utf8(wrong).length, 1U);
    }
    EXPECT_EQ(decode_utf8("€").code, U'€');
    EXPECT_EQ(decode_utf8("😀").length, 4U);
}

TEST(BoundedText, LeavesOrdinaryTextAlone) {
    EXPECT_EQ(bounded_text("naïve ✔ 😀\t\x1b[0m\n"), "naïve ✔ 😀\t\x1b[0m\n");
}

TEST(BoundedText, ReplacesEveryInvalidByte) {
    EXPECT_EQ(bounded_text("a\xff\xfe"
                           "b\xc3"),
              "a\uFFFD\uFFFDb\uFFFD");
}

TEST(BoundedText, CutsLongTextBetweenCharactersAndSaysHowLongItWas) {
    std::string text;
    for (int at = 0; at < 1000; ++at) text += "€";
    const std::string cut = bounded_text(text, 100);
    EXPECT_LE(cut.size(), 100U);
    EXPECT_TRUE(valid(cut));
    EXPECT_TRUE(cut.ends_with("€… (3000 bytes in all)")) << cut;
}

TEST(BoundedText, HoldsTheLimitWhenReplacingMakesTheTextLonger) {
    const std::string cut = bounded_text(std::string(90, '\xff'), 100);
    EXPECT_LE(cut.size(), 100U);
    EXPECT_TRUE(valid(cut));
}

TEST(BoundedText, ChangesNothingTheSecondTime) {
    for (const std::string& text :
         {std::string(5'000'000, 'x'), std::string(5000, '\x80'), std::string("short")}) {
        const std::string once = bounded_text(text);
        EXPECT_EQ(bounded_text(once), once);
    }
}

TEST(Bounded, AnExhibitHasAtMostFortyLinesOfFourHundredBytes) {
    ResultDocument document = full_document();
    Exhibit& exhibit = document.labs[0].checks[1].finding->exhibits[0];
    exhibit.lines.assign(100, std::string(1000, 'x'));
    document = bounded(document);
    const std::vector<std::string>& lines = document.labs[0].checks[1].finding->exhibits[0].lines;
    ASSERT_EQ(lines.size(), 40U);
    EXPECT_EQ(lines.back(), "… 61 more lines");
    EXPECT_LE(lines.front().size(), 400U);
    EXPECT_EQ(bounded(document).labs[0].checks[1].finding->exhibits[0].lines, lines);
}

TEST(Bounded, NoticesBeyondTwentyAreCountedAndNoneIsLong) {
    ResultDocument document = full_document();
    document.notices.assign(30, std::string(1000, '\xff'));
    document = bounded(document);
    ASSERT_EQ(document.notices.size(), 20U);
    EXPECT_EQ(document.notices.back(), "… 11 more notices");
    EXPECT_LE(document.notices.front().size(), max_notice_bytes);
    EXPECT_EQ(bounded(document).notices, document.notices);
}

TEST(Bounded, DiagnosticsBeyondTheFirstFewAreCounted) {
    ResultDocument document = full_document();
    document.labs[0].build.diagnostics.resize(50);
    document.labs[0].build.omitted = 7;
    const BuildResult build = bounded(document).labs[0].build;
    EXPECT_EQ(build.diagnostics.size(), max_diagnostics);
    EXPECT_EQ(build.omitted, 37);
}

TEST(Bounded, ACauseHasAFewShortTextsAndLinesAround) {
    ResultDocument document = full_document();
    Cause cause;
    const std::string noise(20'000, 'x');
    cause.id = cause.what = cause.why = cause.link = cause.passage = noise;
    cause.evidence.assign(max_facts + 5, noise);
    cause.hints.assign(5, noise);
    cause.explains.assign(5, noise);
    cause.source = SourceLine{
        "lab4/main.cpp", 50, "main", noise, {"3", "2", "1", "0", noise}, std::vector<std::string>(50, noise)};
    document.labs[0].causes.assign(max_causes + 5, cause);
    const LabResult lab = bounded(document).labs[0];
    ASSERT_EQ(lab.causes.size(), max_causes);
    const Cause& kept = lab.causes[0];
    for (const std::string* text :
         {&kept.id, &kept.what, &kept.why, &kept.link, &kept.passage, &kept.explains[4]})
        EXPECT_LE(text->size(), max_text_bytes);
    EXPECT_EQ(kept.evidence.size(), max_facts);
    EXPECT_EQ(kept.hints.size(), max_hints);
    ASSERT_EQ(kept.source->before.size(), lines_around);
    EXPECT_EQ(kept.source->before[1], "0") << "those next to the line";
    EXPECT_EQ(kept.source->after.size(), lines_around);
    EXPECT_LE(kept.source->after[0].size(), max_exhibit_line_bytes);
}

}  // namespace
}  // namespace grader
