// The page that a browser shows: well-formed, self-contained, and nothing in it that a submission could
// steer.
#include "report/html.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "expected.hpp"
#include "hostile.hpp"
#include "report/cause_words.hpp"
#include "report/check_words.hpp"
#include "report/html_explanation.hpp"
#include "report/text.hpp"
#include "tag_balance.hpp"

namespace grader {
namespace {

bool has(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

void expect_well_formed(const std::string& name, const std::string& page) {
    show_report(name + ".html", page);
    const HtmlReading reading = read_html(page);
    EXPECT_TRUE(reading.wrong.empty())
        << name << ": " << reading.wrong.front() << ", and " << reading.wrong.size() << " in all";
    for (const char* tag : {"script", "img", "link", "iframe", "object", "form", "base"})
        EXPECT_EQ(reading.elements.count(tag), 0U) << name << ": " << tag;
    int level = 0;
    for (const int heading : reading.headings) {
        EXPECT_LE(heading, level + 1) << name << ": a heading that skips a level";
        level = heading;
    }
    EXPECT_EQ(std::count(reading.headings.begin(), reading.headings.end(), 1), 1) << name;
    for (const std::string& reference : reading.references) {
        // A page may lie anywhere: links that leave it would be dead.
        const bool within = reference.starts_with("#") && reading.ids.count(reference.substr(1)) == 1;
        EXPECT_TRUE(within) << name << ": " << reference;
    }
}

TEST(HtmlReport, OfEveryRecordedDocumentIsWellFormed) {
    for (const std::string& name : recorded_names()) expect_well_formed(name, render_html(recorded(name)));
}

TEST(HtmlReport, OfAHostileDocumentIsWellFormedAndHoldsNoMarkupOfIt) {
    int number = 0;
    for (const ResultDocument& document : hostile_documents(markup_attack())) {
        const std::string page = render_html(document);
        expect_well_formed("hostile-" + std::to_string(++number), page);
        EXPECT_TRUE(has(page, "&lt;script&gt;alert(1)"));
        EXPECT_FALSE(has(page, "href=\"javascript"));
        EXPECT_FALSE(has(page, "\xe2\x80\xae")) << "right-to-left override";
        EXPECT_FALSE(has(page, "\xff"));
        EXPECT_TRUE(std::none_of(page.begin(), page.end(), [](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
        }));
    }
}

TEST(HtmlReport, ForbidsTheBrowserToRunOrLoadAnything) {
    const std::string page = render_html(recorded("failures"));
    const std::size_t policy =
        page.find("http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;;");
    ASSERT_NE(policy, std::string::npos);
    EXPECT_LT(policy, page.find("<title>")) << "a policy rules what comes after it";
    EXPECT_FALSE(has(page, "url("));
    EXPECT_FALSE(has(page, "@import"));
    EXPECT_FALSE(has(page, "://"));
}

/// What a page has to say of a check, in order.
std::vector<std::string> words_of(const LabResult& lab, const CheckResult& check) {
    const Finding& finding = finding_of(check);
    std::vector<std::string> words{check.name, finding.expected, seen_of(check).text};
    for (const Exhibit& exhibit : finding.exhibits) {
        words.push_back(exhibit.title);
        for (const std::string& line : exhibit.lines) words.push_back(line);
    }
    if (finding.source) words.push_back(place_of(*finding.source));
    if (check.verdict == Verdict::fail && !lab.cause_of(check.name)) {
        words.push_back(check.why);
        words.push_back(handout_place(lab, check));
        words.push_back(check.hint);
    }
    words.push_back(check.replay);
    return words;
}

TEST(HtmlReport, ExplainsEveryCauseAndEveryFailedAndEveryOpenCheckInFull) {
    for (const std::string& name : recorded_names()) {
        const ResultDocument document = recorded(name);
        const LabResult& lab = document.labs[0];
        const std::string text = read_html(render_html(document)).text;
        std::vector<std::string> words;
        const auto add = [&words](const std::vector<std::string>& more) {
            words.insert(words.end(), more.begin(), more.end());
        };
        for (const Cause& cause : lab.causes) {
            add({claim_of(cause), share_of(lab, cause)});
            add(cause.evidence);
            if (cause.source) add(quoted(*cause.source));
            add({cause.why, handout_place(lab, cause)});
            add(cause.hints);
            for (const CheckResult* check : explained_by(lab, cause)) add(words_of(lab, *check));
        }
        for (const CheckResult* check : unsettled_checks(lab)) {
            if (!lab.cause_of(check->name)) add(words_of(lab, *check));
        }
        std::size_t at = 0;
        for (const std::string& word : words) {
            at = text.find(printable(word), at);
            ASSERT_NE(at, std::string::npos) << name << ": " << word;
        }
    }
}

TEST(HtmlReport, LinksAFailedCheckToItsCauseAndBack) {
    const ResultDocument document = recorded("causes");
    const LabResult& lab = document.labs[0];
    const std::string page = render_html(document);
    for (std::size_t number = 1; number <= lab.causes.size(); ++number) {
        const std::string anchor = anchor_of(lab, number);
        const std::size_t there = page.find(" id=\"" + anchor + "\"");
        ASSERT_NE(there, std::string::npos);
        const std::size_t end = page.find("</article>", there);
        std::size_t links = 0;
        for (std::size_t at = 0; (at = page.find("href=\"#" + anchor + "\"", at)) != std::string::npos; ++at)
            ++links;
        EXPECT_EQ(links, 2 * lab.causes[number - 1].explains.size()) << "a row of the table, and what it saw";
        for (const CheckResult* check : explained_by(lab, lab.causes[number - 1])) {
            const std::size_t saw = page.find(" id=\"" + anchor_of(lab, *check) + "\"");
            EXPECT_TRUE(saw > there && saw < end) << check->name;
            EXPECT_TRUE(has(page, "href=\"#" + anchor_of(lab, *check) + "\""));
        }
    }
}

TEST(HtmlReport, FoldsTheHandoutsWordsInAndLinksToThemWhereTheyCanBeRead) {
    const ResultDocument document = recorded("one-cause");
    const std::string alone = render_html(document);
    EXPECT_TRUE(has(alone, "<summary>What it says there</summary>"));
    EXPECT_TRUE(has(alone, "<code>read()</code> returns as soon as there is *anything*"));
    EXPECT_TRUE(has(alone, "while ((got = read(fd, buffer, sizeof buffer)) &gt; 0)"));
    EXPECT_TRUE(has(alone, "See the reading for why.")) << "a link that would be dead";
    const std::string linked = render_html(document, "https://example.org/course/blob/main/");
    EXPECT_TRUE(has(linked,
                    "<a href=\"https://example.org/course/blob/main/labs/lab4-blocking/"
                    "README.md#bytes-are-not-messages\">"));
    EXPECT_EQ(render_html(document, "javascript:alert(1)//"), alone);
}

TEST(HtmlReport, DrawsTheMomentOfFailure) {
    EXPECT_EQ(read_html(render_html(recorded("one-cause"))).elements.at("svg"), 1);
    EXPECT_EQ(read_html(render_html(recorded("causes"))).elements.count("svg"), 0U);
}

TEST(HtmlReport, ShowsEveryCheckOfTheTableWithItsPointsAndAWordForItsSign) {
    const HtmlReading page = read_html(render_html(recorded("failures")));
    EXPECT_EQ(page.elements.at("tr"), 1 + 4 + 37) << "head, stages, checks";
    EXPECT_EQ(page.elements.at("article"), 3);
    EXPECT_TRUE(has(page.text, "✘ failed"));
    EXPECT_TRUE(has(page.text, "✔ passed"));
    EXPECT_TRUE(has(page.text, "Lab 4: 92 / 100"));
    EXPECT_TRUE(has(page.text, "2 checks failed"));
}

TEST(HtmlReport, NamesWhatTheSandboxHeldAndWhatNot) {
    const std::string text = read_html(render_html(recorded("failures"))).text;
    EXPECT_TRUE(has(text, "held: user, pid and network namespaces"));
    EXPECT_TRUE(has(text, "not held: cgroup limits (no cgroup was delegated"));
    EXPECT_TRUE(has(text, "2 cores, Linux 6.18"));
}

TEST(HtmlReport, OfWhatCouldNotBeBuiltShowsTheCompilersMessages) {
    const ResultDocument document = recorded("not-built");
    const std::string text = read_html(render_html(document)).text;
    EXPECT_TRUE(has(text, "It could not be built"));
    for (const Diagnostic& diagnostic : document.labs[0].build.diagnostics) {
        EXPECT_TRUE(has(text, place_of(diagnostic) + ": "));
        EXPECT_TRUE(has(text, diagnostic.message));
    }
    EXPECT_TRUE(has(text, "… and 7 more"));
}

TEST(HtmlReport, OfAServerThatDidNotStartShowsWhatItPrinted) {
    const std::string text = read_html(render_html(recorded("not-started"))).text;
    EXPECT_TRUE(has(text, "The server did not start"));
    EXPECT_TRUE(has(text, "Server starting..."));
    EXPECT_TRUE(has(text, "no config file\\x0d"));
}

TEST(HtmlReport, SaysBeforeTheScoreWhatItIsNot) {
    ResultDocument document = recorded("all-pass");
    document.finished = false;
    document.partial = true;
    document.notices = {"the course's <rubric> was used"};
    document.labs[0].status = LabStatus::unfinished;
    const std::string text = read_html(render_html(document)).text;
    for (const std::string_view caveat :
         {"the course's <rubric> was used", "Unfinished:", "Only the checks that were selected"}) {
        ASSERT_TRUE(has(text, caveat));
        EXPECT_LT(text.find(caveat), text.rfind("100 / 100 of the selected checks"));
    }
    EXPECT_TRUE(has(text, "? unfinished"));
}

TEST(HtmlReport, ShowsEveryLab) {
    ResultDocument document = recorded("failures");
    document.labs.push_back(recorded("stub").labs[0]);
    document.labs[1].lab = 5;
    const std::string page = render_html(document);
    expect_well_formed("two-labs", page);
    EXPECT_TRUE(has(page, "Lab 4: 92 / 100"));
    EXPECT_TRUE(has(page, "Lab 5: 6 / 100"));
}

TEST(HtmlReport, OfNothingIsStillAPage) {
    const std::string page = render_html(ResultDocument{});
    expect_well_formed("nothing", page);
    EXPECT_TRUE(has(page, "Nothing was graded."));
}

TEST(HtmlReport, IsTheSameFromMemoryAndFromJson) {
    ResultDocument document = hostile(markup_attack());
    EXPECT_EQ(render_html(document), render_html(from_json(to_json(document))));
}

TEST(RecordedHtmlReport, IsAsExpected) {
    for (const char* name : {"failures", "not-built", "one-failure", "causes"})
        expect_recorded(std::string(name) + ".html", render_html(recorded(name)));
}

}  // namespace
}  // namespace grader
