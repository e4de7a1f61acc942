// The page on which two submissions are side by side.
#include "class/similar/pair_page.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>
#include <vector>

#include "similar_programs.hpp"

namespace grader {
namespace {

class PairPage : public WithSim {
 protected:
    static std::string page_of(const std::vector<SourceFile>& a, const std::vector<SourceFile>& b,
                               const std::string& name = "Ada") {
        const Comparison comparison({work_of("ada", a), work_of("bob", b)}, program("9"));
        const std::vector<Likeness> pairs = comparison.alike(0.1, [](std::size_t) {});
        EXPECT_EQ(pairs.size(), 1U);
        if (pairs.empty()) return {};
        return pair_page(name, "Bob", {{4, &comparison, pairs[0]}});
    }
    static std::vector<std::string> all(const std::string& page, const char* pattern) {
        std::vector<std::string> found;
        const std::regex expression(pattern);
        for (std::sregex_iterator at(page.begin(), page.end(), expression), end; at != end; ++at)
            found.push_back((*at)[1]);
        return found;
    }
};

TEST_F(PairPage, PartsLeadToOneAnother) {
    const std::string page = page_of({{"lab4/main.cpp", program("0") + program("1"), true}},
                                     {{"lab4/main.cpp", program("1") + program("0"), true}});
    const std::vector<std::string> ids = all(page, "id=\"(lab4[ab][0-9]+)\"");
    const std::vector<std::string> links = all(page, "href=\"#([^\"]+)\"");
    EXPECT_GE(ids.size(), 4U) << "two parts, on two sides";
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size()) << "an id is there twice";
    EXPECT_EQ(std::set<std::string>(links.begin(), links.end()),
              std::set<std::string>(ids.begin(), ids.end()));
}

TEST_F(PairPage, NumbersLinesFromTheBeginOfEachFile) {
    const std::string page = page_of(
        {{"lab4/a.hpp", "#pragma once\n", false}, {"lab4/main.cpp", "int own_line;\n" + program("01"), true}},
        {{"lab4/main.cpp", program("01"), true}});
    EXPECT_NE(page.find("<h5>lab4/a.hpp</h5>"), std::string::npos);
    EXPECT_NE(page.find(">1</span>int own_line;"), std::string::npos);
}

TEST_F(PairPage, WhatTheCourseHandsOutIsQuiet) {
    const std::string page =
        page_of({{"lab4/main.cpp", program("901"), true}}, {{"lab4/main.cpp", program("01"), true}});
    EXPECT_NE(page.find("class=\"row course\""), std::string::npos);
}

TEST_F(PairPage, TextOfSubmissionsIsNeverMarkup) {
    const std::string attack =
        "</pre></span><script>alert(1)</script><img src=x onerror=alert(1)>\" onclick=\"x";
    const std::string page =
        page_of({{"lab4/" + attack + ".cpp", "// " + attack + "\n" + program("01"), true}},
                {{"lab4/main.cpp", program("01") + "// \xe2\x80\xae\x1b[2J\xff\n", true}}, attack);
    for (const char* const tag : {"<script", "<img", "\" onclick", "\xe2\x80\xae", "\x1b", "\xff"})
        EXPECT_EQ(page.find(tag), std::string::npos) << tag;
    EXPECT_NE(page.find("&lt;script&gt;alert(1)"), std::string::npos) << "it is shown";
}

TEST(Percent, IsHundredOnlyOfAll) {
    EXPECT_EQ(percent(1), "100 %");
    EXPECT_EQ(percent(0.999), "99 %");
    EXPECT_EQ(percent(0.5), "50 %");
}

}  // namespace
}  // namespace grader
