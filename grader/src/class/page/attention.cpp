// What of a class somebody must look at, with whom it concerns.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "class/page/sections.hpp"
#include "class/points.hpp"
#include "report/html_writer.hpp"
#include "report/lab_words.hpp"

namespace grader {

namespace {

constexpr std::size_t most_unfolded = 12;

struct Concern {
    std::size_t student;
    std::vector<std::string> words;
};

struct Topic {
    std::string_view id;
    std::string_view title;
    std::string_view meaning;
    std::vector<Concern> concerns;
};

void write_topic(HtmlWriter& html, const PageView& view, const Topic& topic) {
    if (topic.concerns.empty()) return;
    const bool open = topic.concerns.size() <= most_unfolded;
    const std::string title = fmt::format("{}: {}", topic.title, topic.concerns.size());
    const auto part = open ? html.element("details", {{"class", "topic"}, {"id", topic.id}, {"open", ""}})
                           : html.element("details", {{"class", "topic"}, {"id", topic.id}});
    html.leaf("summary", title);
    html.leaf("p", topic.meaning, {{"class", "facts"}});
    const auto list = html.element("ul");
    for (const Concern& concern : topic.concerns) {
        const auto item = html.element("li");
        write_student(html, view, concern.student);
        for (const std::string& words : concern.words) html.paragraph("p", words, {{"class", "facts"}});
    }
}

/// The concerns of all students: `words_of` says none for whom it is no topic.
template <typename WordsOf>
std::vector<Concern> concerns(const PageView& view, WordsOf words_of) {
    std::vector<Concern> all;
    for (std::size_t at = 0; at < view.asked.students.size(); ++at) {
        std::vector<std::string> words = words_of(view.asked.students[at], view.outcomes[at]);
        if (!words.empty()) all.push_back({at, std::move(words)});
    }
    return all;
}

std::vector<std::string> failures_of(const Outcome& outcome) {
    std::vector<std::string> words;
    for (const Attempt& attempt : outcome.state.attempts) {
        if (!attempt.failure.empty()) words.push_back(attempt.failure);
    }
    return words;
}

std::vector<std::string> open_of(const ResultDocument& document) {
    std::vector<std::string> words;
    for (const LabResult& lab : document.labs) {
        if (is_settled(lab)) continue;
        words.push_back(fmt::format("{}, {} of them open", score_of(document, lab), open_points(lab)));
        for (const CheckResult& check : lab.checks) {
            if (check.verdict == Verdict::inconclusive && check.finding && !check.advisory)
                words.push_back(fmt::format("{}: {}", check.name, check.finding->seen));
        }
    }
    return words;
}

/// As the report says what was read of a lab: its sentence names what was not, and why.
std::vector<std::string> left_out_of(const ResultDocument& document) {
    std::vector<std::string> words;
    for (const LabResult& lab : document.labs) {
        const auto at = lab.read.find("left out: ");
        if (at != std::string::npos) words.push_back(lab.read.substr(at));
    }
    return words;
}

std::vector<std::string> notices_of(const Student& student, const Outcome& outcome) {
    std::vector<std::string> words = student.notices;
    if (!outcome.document) return words;
    const std::vector<std::string> forged = forgeries_in(*outcome.document);
    for (const std::string& notice : outcome.document->notices) {
        if (std::find(forged.begin(), forged.end(), notice) == forged.end()) words.push_back(notice);
    }
    return words;
}

std::vector<Topic> topics(const PageView& view) {
    using Words = std::vector<std::string>;
    return {
        {"no-verdict", "Without a verdict: the machine failed",
         "It was tried again. They are not scored: grade again, perhaps on another machine.",
         concerns(view,
                  [](const Student&, const Outcome& outcome) {
                      return outcome.state.is_final && !outcome.document ? failures_of(outcome) : Words();
                  })},
        {"open", "Points that are open",
         "The machine could not show it, or it had no time left. These points are neither won nor lost, and "
         "no "
         "gradebook gets them.",
         concerns(view,
                  [](const Student&, const Outcome& outcome) {
                      return outcome.document ? open_of(*outcome.document) : Words();
                  })},
        {"forged", "Attempts to be graded by something else",
         "Files that grade were changed, or something in the sources hides from what looks for mistakes. "
         "None of it had "
         "an effect. It may be a student's own experiment: ask before you accuse.",
         concerns(view,
                  [](const Student&, const Outcome& outcome) {
                      return outcome.document ? forgeries_in(*outcome.document) : Words();
                  })},
        {"not-built", "Not built, or not started",
         "No check could be tried. Look whether the student's files are wrong, or what came of them on the "
         "way.",
         concerns(view, [](const Student&, const Outcome& outcome) { return reasons_of(outcome); })},
        {"left-out", "Files that were left out", "They were handed in, and not read.",
         concerns(view,
                  [](const Student&, const Outcome& outcome) {
                      return outcome.document ? left_out_of(*outcome.document) : Words();
                  })},
        {"nothing", "Nothing to grade", "Nobody's points: your gradebook has its own rule for them.",
         concerns(view,
                  [](const Student& student, const Outcome&) {
                      return student.problem.empty() ? Words() : Words{student.problem};
                  })},
        {"late", "Late", "Something came after the deadline. What was graded is what was there in time.",
         concerns(view,
                  [](const Student& student, const Outcome&) {
                      if (!student.late) return Words();
                      return Words{student.submitted.empty() ? ""
                                                             : "graded is what came " + student.submitted};
                  })},
        {"notices", "Notices", "What an instructor should know of a submission. No verdict depends on it.",
         concerns(view, notices_of)},
        {"tried-again", "Graded at the second attempt",
         "The machine failed once. The verdict is that of another run.",
         concerns(view,
                  [](const Student&, const Outcome& outcome) {
                      return outcome.document ? failures_of(outcome) : Words();
                  })},
    };
}

/// Only a page that was made beside this one is linked to.
bool is_page_of_pair(const std::string& page) {
    return page.rfind("similar/", 0) == 0 && page.find("..") == std::string::npos;
}

void write_similar(HtmlWriter& html, const PageView& view) {
    if (!view.context.compared) return;
    const auto part = html.element("details", {{"class", "topic"}, {"id", "similar"}, {"open", ""}});
    html.leaf("summary", fmt::format("Pairs that look alike: {}", view.context.similar.size()));
    html.leaf("p",
              "Without what the template gave. A pair is a reason to look, and no proof: both may follow the "
              "same example.",
              {{"class", "facts"}});
    const auto list = html.element("ul");
    for (const SimilarPair& pair : view.context.similar) {
        const auto item = html.element("li");
        const auto name = [&](const std::string& id) {
            for (std::size_t at = 0; at < view.asked.students.size(); ++at) {
                if (view.asked.students[at].id == id) return write_student(html, view, at);
            }
            html.text(id);
        };
        name(pair.a);
        html.text(" and ");
        name(pair.b);
        html.text(fmt::format(": {:.0f} % ", pair.share * 100));
        if (is_page_of_pair(pair.page)) html.leaf("a", "side by side", {{"href", pair.page}});
    }
}

}  // namespace

void write_attention(HtmlWriter& html, const PageView& view) {
    const auto section = html.element("section", {{"aria-labelledby", "attention"}});
    html.leaf("h2", "What to look at", {{"id", "attention"}});
    bool any = view.context.compared;
    for (const Topic& topic : topics(view)) {
        any = any || !topic.concerns.empty();
        write_topic(html, view, topic);
    }
    for (const std::string& notice : view.asked.notices) html.leaf("p", notice, {{"class", "note"}});
    write_similar(html, view);
    if (!any && view.asked.notices.empty())
        html.leaf("p", "Nothing: every submission has its verdict.", {{"class", "quiet"}});
}

}  // namespace grader
