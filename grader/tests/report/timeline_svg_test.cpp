#include "report/timeline_svg.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "samples.hpp"
#include "tag_balance.hpp"
#include "timelines.hpp"

namespace grader {
namespace {

bool has(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

HtmlReading read_part(const std::string& html) {
    return read_html("<!DOCTYPE html>\n" + html);
}

std::size_t count(std::string_view text, std::string_view word) {
    std::size_t sum = 0;
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++sum;
    return sum;
}

/// The numbers of all attributes of this name.
std::vector<int> numbers(std::string_view svg, const std::string& attribute) {
    const std::string start = " " + attribute + "=\"";
    std::vector<int> found;
    for (std::size_t at = svg.find(start); at != std::string_view::npos; at = svg.find(start, at + 1))
        found.push_back(std::atoi(std::string(svg.substr(at + start.size(), 12)).c_str()));
    return found;
}

/// Of the absolute points of all paths: each begins with one.
std::vector<std::pair<int, int>> beginnings_of_paths(std::string_view svg) {
    std::vector<std::pair<int, int>> points;
    for (std::size_t at = svg.find(" d=\"M"); at != std::string_view::npos; at = svg.find(" d=\"M", at + 1)) {
        const std::string rest(svg.substr(at + 5, 24));
        char* end = nullptr;
        const long x = std::strtol(rest.c_str(), &end, 10);
        points.emplace_back(static_cast<int>(x), static_cast<int>(std::strtol(end, nullptr, 10)));
    }
    return points;
}

void expect_sound(const std::string& svg) {
    const HtmlReading reading = read_part(svg);
    EXPECT_TRUE(reading.wrong.empty()) << (reading.wrong.empty() ? "" : reading.wrong.front());
    for (const auto& [tag, times] : reading.elements) {
        constexpr std::string_view known = " svg g title rect line path text ";
        EXPECT_TRUE(has(known, " " + tag + " ")) << tag;
    }
    EXPECT_TRUE(has(svg, " role=\"img\" aria-label=\""));
    EXPECT_TRUE(reading.ids.empty()) << "a page may have several pictures";
    EXPECT_TRUE(reading.references.empty());
    ASSERT_EQ(numbers(svg, "viewBox").size(), 1U);
    const int width = numbers(svg, "width").at(0);
    const int height = numbers(svg, "height").at(0);
    EXPECT_TRUE(has(svg, "viewBox=\"0 0 " + std::to_string(width) + " " + std::to_string(height) + "\""))
        << "a pixel is a pixel: else its texts were smaller than what the style says";
    for (const char* attribute : {"x", "x1", "x2"}) {
        for (const int x : numbers(svg, attribute)) {
            EXPECT_GE(x, 0) << attribute;
            EXPECT_LE(x, width) << attribute;
        }
    }
    for (const char* attribute : {"y", "y1", "y2"}) {
        for (const int y : numbers(svg, attribute)) {
            EXPECT_GE(y, 0) << attribute;
            EXPECT_LE(y, height) << attribute;
        }
    }
    for (const auto& [x, y] : beginnings_of_paths(svg)) {
        EXPECT_TRUE(0 <= x && x <= width) << x;
        EXPECT_TRUE(0 <= y && y <= height) << y;
    }
}

TEST(TimelinePicture, HasALaneForEachThatTakesPartAndWordsForEachMoment) {
    const std::string svg = svg_of(a_full_buffer());
    expect_sound(svg);
    EXPECT_EQ(count(svg, "class=\"life\""), 5U);
    EXPECT_EQ(count(svg, "class=\"decisive\""), 2U);
    const std::string text = read_part(svg).text;
    std::size_t at = 0;
    for (const char* words :
         {"thread 1: accept4(3 <listener>) …", "client #1: connects", "thread 1: … accept4() = 7 <client #1>",
          "client #1: sends 13 bytes", "thread 3: … recvfrom() = 13", "client #1: gets 13 bytes",
          "client #2: sends 13 bytes", "client #2: waits for 13 bytes: in vain",
          "3.20 s in which nothing more happens"}) {
        at = text.find(words, at);
        ASSERT_NE(at, std::string::npos) << words << " in " << text;
    }
}

TEST(TimelinePicture, LanesStandInTheirOrder) {
    const std::vector<int> lanes = numbers(svg_of(a_full_buffer()), "x1");
    ASSERT_GE(lanes.size(), 5U);
    EXPECT_TRUE(std::is_sorted(lanes.begin(), lanes.begin() + 5));
}

TEST(TimelinePicture, WhoTakesNoPartHasNoLane) {
    Timeline timeline = a_full_buffer();
    timeline.lanes.push_back("thread 9");
    EXPECT_FALSE(has(svg_of(timeline), "thread 9"));
}

TEST(TimelinePicture, ArrowsSayWhereBytesGo) {
    EXPECT_EQ(count(svg_of(a_full_buffer()), "class=\"arrow\""), 2U);
    EXPECT_EQ(count(svg_of(many_moments(10)), "class=\"arrow\""), 0U);
}

TEST(TimelinePicture, WhatIsNotOverIsOpenBelow) {
    const std::string svg = svg_of(a_full_buffer());
    // Drawn as a path that does not close; what is over is a rectangle.
    EXPECT_EQ(count(svg, "<path class=\"sleeps\""), 3U);
    EXPECT_EQ(count(svg, "<rect class=\"sleeps\""), 2U + 1U) << "two calls, and the legend";
}

TEST(TimelinePicture, EverySignThatOccursIsExplained) {
    const std::string text = read_part(svg_of(a_full_buffer())).text;
    for (const char* words : {"sleeps, waits", "is in a call", "sends", "gets", "leaves", "shows the cause"})
        EXPECT_TRUE(has(text, words)) << words;
    EXPECT_FALSE(has(text, "runs"));
}

TEST(TimelinePicture, OfNothingIsNothing) {
    EXPECT_EQ(svg_of({}), "");
    EXPECT_EQ(svg_of({"a title", {"thread 1"}, {}, true}), "");
    HtmlWriter html;
    write_timeline(html, {});
    EXPECT_EQ(html.html(), "");
}

TEST(TimelinePicture, OfOneMomentAndOfFourHundredIsSound) {
    Timeline one{"", {"thread 1"}, {moment(0, 0, 0, Moment::Kind::calls, "exit_group(1)")}, false};
    expect_sound(svg_of(one));
    const std::string svg = svg_of(many_moments(400));
    expect_sound(svg);
    EXPECT_TRUE(has(svg, "call number 200"));
    EXPECT_TRUE(has(svg, "more are left out"));
    EXPECT_LT(numbers(svg, "height").at(0), 2'000);
}

TEST(TimelinePicture, OfHostileTextsHoldsNoMarkupOfTheirs) {
    for (const std::string& text :
         {attack, std::string(4096, '\xfe'), std::string(4096, 'x'), std::string("\n\"><script>")}) {
        const std::string svg = svg_of(full_of(text));
        expect_sound(svg);
        EXPECT_LT(svg.size(), 60'000U);
        EXPECT_FALSE(has(svg, "<script"));
    }
}

TEST(TimelinePicture, CopesWithNonsense) {
    expect_sound(svg_of(nonsense()));
}

TEST(TimelinePicture, HasItsTextBelowAndScrollsInItsBox) {
    HtmlWriter html;
    write_timeline(html, a_full_buffer());
    const HtmlReading reading = read_part(html.html());
    EXPECT_TRUE(reading.wrong.empty());
    EXPECT_TRUE(has(html.html(), "class=\"scrolls\" tabindex=\"0\" role=\"region\""));
    EXPECT_TRUE(has(reading.text, "    2.6 ms > client #2  sends 13 bytes\n"));
}

}  // namespace
}  // namespace grader
