// The summary of a job: what GitHub shows of it is what was written, and nothing of a submission becomes
// markup.
#include "report/markdown.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "expected.hpp"
#include "hostile.hpp"
#include "report/cause_words.hpp"
#include "report/check_words.hpp"
#include "report/markdown_text.hpp"
#include "report/text.hpp"

namespace grader {
namespace {

bool has(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

std::size_t count(std::string_view text, std::string_view word) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; at += word.size()) ++found;
    return found;
}

// What is outside of fences, in which text is only text. Every fence must be closed.
std::string outside_fences(const std::string& markdown) {
    std::string outside;
    std::string fence;
    for (const std::string& line : printable_lines(markdown)) {
        const std::string ticks = line.substr(0, std::min(line.find_first_not_of('`'), line.size()));
        if (fence.empty() && ticks.size() >= 3) {
            EXPECT_EQ(line, ticks + "text");
            fence = ticks;
        } else if (!fence.empty() && line == fence) {
            fence.clear();
        } else if (fence.empty()) {
            outside += line + '\n';
        } else {
            EXPECT_LT(ticks.size(), fence.size()) << "a line that ends the fence: " << line;
        }
    }
    EXPECT_EQ(fence, "") << "a fence that is not closed";
    return outside;
}

TEST(MarkdownText, HasNoMarkup) {
    EXPECT_EQ(markdown_text("a|b *c* _d_ `e` [f](g) <h> & \\"),
              "a\\|b \\*c\\* \\_d\\_ \\`e\\` \\[f\\](g) &lt;h&gt; &amp; \\\\");
    EXPECT_EQ(markdown_text("‘é’ ← 世"), "‘é’ ← 世");
    EXPECT_EQ(markdown_html_text("‘é’ *"), "‘é’ &#42;");
    EXPECT_EQ(markdown_text("  - x"), "\\- x");
    EXPECT_EQ(markdown_text("12. x"), "12\\. x");
    EXPECT_EQ(markdown_text("# x"), "\\# x");
    EXPECT_EQ(markdown_text("\x1b[1m\n"), "\\\\x1b\\[1m\\\\x0a");
}

TEST(MarkdownText, MentionsNobodyAndLinksNowhere) {
    EXPECT_EQ(markdown_text("@everyone"), "@&#8203;everyone");
    EXPECT_EQ(markdown_text("see #12, GH-12"), "see #&#8203;12, GH-&#8203;12");
    EXPECT_EQ(markdown_text("https://x.org www.x.org"), "https:&#8203;//x.org www.&#8203;x.org");
    EXPECT_EQ(markdown_text(":tada:"), ":&#8203;tada:");
    EXPECT_EQ(markdown_html_text("@a <b>"), "@&#8203;a &lt;b&gt;");
}

TEST(MarkdownText, HasFencesLongerThanTheBackticksInThem) {
    EXPECT_EQ(markdown_fence({"a", "````", "b"}), "`````text\na\n````\nb\n`````\n");
}

TEST(MarkdownReport, ExplainsEveryFailedAndEveryOpenCheck) {
    for (const std::string& name : recorded_names()) {
        const ResultDocument document = recorded(name);
        const std::string report = render_markdown(document);
        show_report(name + ".md", report);
        outside_fences(report);
        std::size_t at = 0;
        for (const Cause& cause : document.labs[0].causes) {
            std::vector<std::string> words{markdown_text(claim_of(cause)), share_of(document.labs[0], cause)};
            for (const std::string& sentence : cause.evidence) words.push_back(markdown_text(sentence));
            for (const std::string& hint : cause.hints) words.push_back(markdown_text(hint));
            for (const std::string& word : words) {
                at = report.find(word, at);
                ASSERT_NE(at, std::string::npos) << name << ", " << cause.id << ": " << word;
            }
        }
        for (const CheckResult* check : unsettled_checks(document.labs[0])) {
            const Finding& finding = finding_of(*check);
            std::vector<std::string> words{"<b>" + markdown_html_text(check->name),
                                           markdown_text(finding.expected),
                                           markdown_lines(seen_of(*check).text)};
            for (const Exhibit& exhibit : finding.exhibits) words.push_back(markdown_fence(exhibit.lines));
            if (finding.source) words.push_back(markdown_fence(quoted(*finding.source)));
            if (check->verdict == Verdict::fail && !document.labs[0].cause_of(check->name))
                words.push_back(markdown_lines(check->hint));
            words.push_back(check->replay);
            for (const std::string& word : words) {
                at = report.find(word, at);
                ASSERT_NE(at, std::string::npos) << name << ", " << check->name << ": " << word;
            }
        }
        const auto passages = std::count_if(document.labs[0].causes.begin(), document.labs[0].causes.end(),
                                            [](const Cause& cause) { return !cause.passage.empty(); });
        EXPECT_EQ(count(report, "<details>"),
                  unsettled_checks(document.labs[0]).size() + static_cast<std::size_t>(passages));
        EXPECT_EQ(count(report, "<details>"), count(report, "\n</details>\n"));
        EXPECT_FALSE(has(report, "**Cut:**"));
    }
}

TEST(MarkdownReport, HasARowForEveryCheck) {
    const std::string report = render_markdown(recorded("failures"));
    EXPECT_TRUE(report.starts_with("## Lab 4: 92 / 100: 2 checks failed\n"));
    EXPECT_EQ(count(report, "\n| "), 1 + 4 + 37U);
    EXPECT_TRUE(
        has(report, "| ✘ failed | A client that has finished sending still gets everything back |  | 0/4 |"));
}

TEST(MarkdownReport, OfAHostileDocumentHoldsNoMarkupOfIt) {
    int number = 0;
    for (const ResultDocument& document : hostile_documents(markup_attack())) {
        const std::string report = render_markdown(document);
        show_report("hostile-" + std::to_string(++number) + ".md", report);
        EXPECT_LE(report.size(), max_markdown_bytes);
        const std::string outside = outside_fences(report);
        for (const char* markup : {"<script", "<img", "</style", "[x](javascript", "@everyone", "://", "#1 ",
                                   "www.e", "\n::", "\n# ", "\n- ", "\n===", "\xe2\x80\xae"}) {
            EXPECT_FALSE(has(outside, markup)) << markup;
        }
        EXPECT_EQ(count(outside, "<details>"), count(outside, "\n</details>"));
        for (const std::string& line : printable_lines(outside)) {
            if (!line.starts_with("| ")) continue;
            EXPECT_EQ(count(line, "|") - count(line, "\\|"), 5U) << "a row of four cells: " << line;
        }
    }
}

TEST(MarkdownReport, IsNeverLargerThanGitHubTakesAndSaysWhereItWasCut) {
    ResultDocument document = recorded("stub");
    for (CheckResult& check : document.labs[0].checks) {
        if (check.finding)
            check.finding->exhibits.assign(8,
                                           {"noise", std::vector<std::string>(40, std::string(400, '\x1b'))});
    }
    const std::string report = render_markdown(document);
    EXPECT_LE(report.size(), max_markdown_bytes);
    outside_fences(report);
    EXPECT_TRUE(has(report, "> **Cut:** "));
    for (const CheckResult* check : unsettled_checks(document.labs[0]))
        EXPECT_TRUE(has(report, markdown_lines(seen_of(*check).text)))
            << "evidence goes first: " << check->name;
    EXPECT_EQ(count(report, "<details>"), count(report, "\n</details>\n"));
}

TEST(MarkdownReport, SaysAtTheTopWhatItIsNot) {
    ResultDocument document = recorded("all-pass");
    document.finished = false;
    document.partial = true;
    document.notices = {"the course's rubric | was used"};
    document.labs[0].status = LabStatus::unfinished;
    const std::string report = render_markdown(document);
    for (const std::string_view caveat :
         {"rubric \\| was used", "Unfinished:", "Only the checks that were selected"}) {
        ASSERT_TRUE(has(report, caveat)) << caveat;
        EXPECT_LT(report.find(caveat), report.find("| Result"));
    }
}

TEST(MarkdownReport, OfWhatDidNotBuildOrStartSaysWhy) {
    const std::string not_built = render_markdown(recorded("not-built"));
    EXPECT_TRUE(has(not_built, "## Lab 4: 0 / 100: could not be built"));
    EXPECT_TRUE(
        has(not_built, "**lab4/main.cpp:&#8203;27:&#8203;22: error:** ‘handel\\_client’ was not declared"));
    const std::string not_started = render_markdown(recorded("not-started"));
    EXPECT_TRUE(has(not_started, "**The server did not start, so no check could run.**"));
    EXPECT_TRUE(has(not_started, "Server starting...\n"));
}

TEST(RecordedMarkdownReport, IsAsExpected) {
    for (const char* name : {"failures", "not-started", "one-failure"})
        expect_recorded(std::string(name) + ".md", render_markdown(recorded(name)));
}

}  // namespace
}  // namespace grader
