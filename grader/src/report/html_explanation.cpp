#include "report/html_explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "report/blocks.hpp"
#include "report/cause_words.hpp"
#include "report/check_words.hpp"
#include "report/passage.hpp"
#include "report/text.hpp"
#include "report/timeline_svg.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

// Evidence that is wider than the page scrolls sideways, with the keyboard too: hence the tabindex.
void write_evidence(HtmlWriter& html, std::string_view name, const std::vector<std::string>& lines,
                    std::size_t highlighted) {
    const auto pre = html.element(
        "pre", {{"tabindex", "0"}, {"role", "region"}, {"aria-label", name.empty() ? "Evidence" : name}});
    for (std::size_t at = 0; at < lines.size(); ++at) {
        if (at > 0) html.verbatim("\n");
        if (at == highlighted) {
            html.leaf("mark", lines[at], {{"class", "line"}});
        } else {
            html.text(lines[at]);
        }
    }
}

void write_place(HtmlWriter& html, const std::string& place, const std::string& repository) {
    const auto paragraph = html.element("p");
    const std::string address = address_of(repository, place);
    if (address.empty()) return html.leaf("code", place);
    html.leaf("a", place, {{"href", address}});
}

void write_text(HtmlWriter& html, const Block& block, std::string_view paint, const std::string& repository) {
    if (block.lines.empty()) return html.paragraph("p", block.text, {{"class", paint}});
    const auto texts = html.element("div");
    html.paragraph("p", block.text);
    for (const std::string& place : block.lines) {
        if (!place.empty()) write_place(html, place, repository);
    }
}

void write_steps(HtmlWriter& html, const std::vector<std::string>& steps) {
    const auto list = html.element("ol");
    for (const std::string& step : steps) html.paragraph("li", step.empty() ? " " : step);
}

void write_exhibit(HtmlWriter& html, const Block& block) {
    const auto figure = html.element("figure");
    if (!block.text.empty()) html.leaf("figcaption", block.text);
    const bool is_code = !block.label.empty();
    if (is_code && block.lines.empty()) return;
    std::vector<std::string> lines;
    std::size_t marked = Block::no_line;
    for (std::size_t at = 0; at < block.lines.size(); ++at) {
        if (at == block.marked) marked = lines.size();
        for (const std::string& line : printable_lines(block.lines[at])) lines.push_back(line);
    }
    write_evidence(html, is_code ? block.label : block.text, lines, marked);
}

void write_handout(HtmlWriter& html, const Block& block, const std::string& repository) {
    const auto whole = html.element("div");
    write_place(html, block.text, repository);
    if (block.lines.empty()) return;
    const auto details = html.element("details");
    html.leaf("summary", "What it says there");
    for (const std::string& passage : block.lines) write_passage(html, passage);
}

void write_block(HtmlWriter& html, const Block& block, std::string_view paint_of_verdict,
                 const std::string& repository) {
    const bool is_wide = block.kind == Block::Kind::exhibit || block.kind == Block::Kind::moment;
    if (!is_wide && block.text.empty() && block.lines.empty()) return;
    const auto part = html.element("section", {{"class", is_wide ? "part wide" : "part"}});
    if (!block.label.empty()) html.leaf("h5", block.label);
    // The grid's first column.
    else if (!is_wide)
        html.leaf("span", "");
    switch (block.kind) {
        case Block::Kind::text:
            return write_text(html, block, block.is_verdict ? paint_of_verdict : "text", repository);
        case Block::Kind::steps:
            return write_steps(html, block.lines);
        case Block::Kind::exhibit:
            return write_exhibit(html, block);
        case Block::Kind::command:
            return write_evidence(html, block.label, {block.text}, Block::no_line);
        case Block::Kind::passage:
            return write_handout(html, block, repository);
        case Block::Kind::moment:
            return write_timeline(html, *block.timeline);
    }
}

/// The check's name and points, as part of a heading or of a summary.
void write_title(HtmlWriter& html, const CheckResult& check) {
    const CheckMark mark = mark_of(check);
    html.leaf("span", fmt::format("{} {}", mark.sign, mark.word),
              {{"class", fmt::format("mark {}", class_of(mark.ink))}});
    html.verbatim(" ");
    html.leaf("span", check.name, {{"class", "name"}});
    html.verbatim(" ");
    html.leaf("span", mark.points, {{"class", "points"}});
}

void write_body(HtmlWriter& html, const LabResult& lab, const CheckResult& check) {
    html.paragraph("p", check.title, {{"class", "quiet"}});
    for (const Block& block : blocks_of(lab, check))
        write_block(html, block, class_of(mark_of(check).ink), "");
    if (const auto cause = lab.cause_of(check.name)) {
        const auto paragraph = html.element("p");
        html.leaf("a", fmt::format("To cause {}", *cause + 1), {{"href", "#" + anchor_of(lab, *cause + 1)}});
    }
}

/// What the checks saw that a cause explains: each folded, since the cause says what is wrong.
void write_explained(HtmlWriter& html, const LabResult& lab, const Cause& cause) {
    const std::vector<const CheckResult*> checks = explained_by(lab, cause);
    if (checks.empty()) return;
    const auto part = html.element("section", {{"class", "explained"}});
    html.leaf("h5", checks.size() == 1 ? "The check that failed for it, and what it saw"
                                       : "The checks that failed for it, and what each saw");
    for (const CheckResult* check : checks) {
        const auto details = html.element("details", {{"class", "seen"}, {"id", anchor_of(lab, *check)}});
        {
            const auto summary = html.element("summary");
            write_title(html, *check);
        }
        write_body(html, lab, *check);
    }
}

}  // namespace

std::string anchor_of(const LabResult& lab, const CheckResult& check) {
    return fmt::format("{}-check{}", lab_directory(lab.lab), &check - lab.checks.data() + 1);
}

std::string anchor_of(const LabResult& lab, std::size_t number) {
    return fmt::format("{}-cause{}", lab_directory(lab.lab), number);
}

std::string_view class_of(Ink ink) {
    switch (ink) {
        case Ink::good:
            return "good";
        case Ink::bad:
            return "bad";
        case Ink::open:
            return "open";
        case Ink::quiet:
            return "quiet";
        case Ink::plain:
        case Ink::strong:
            break;
    }
    return "text";
}

void write_exhibits(HtmlWriter& html, const std::vector<Exhibit>& exhibits) {
    for (const Exhibit& exhibit : exhibits)
        write_block(html, {Block::Kind::exhibit, "", exhibit.title, exhibit.lines}, "", "");
}

void write_explanation(HtmlWriter& html, const LabResult& lab, const CheckResult& check) {
    const std::string anchor = anchor_of(lab, check);
    const auto article =
        html.element("article", {{"class", fmt::format("check {}", class_of(mark_of(check).ink))},
                                 {"id", anchor},
                                 {"aria-labelledby", anchor + "-name"}});
    {
        const auto heading = html.element("h4", {{"id", anchor + "-name"}});
        write_title(html, check);
    }
    write_body(html, lab, check);
}

void write_cause(HtmlWriter& html, const LabResult& lab, std::size_t number, const std::string& repository) {
    const Cause& cause = lab.causes[number - 1];
    const std::string anchor = anchor_of(lab, number);
    const auto article = html.element(
        "article", {{"class", "check bad cause"}, {"id", anchor}, {"aria-labelledby", anchor + "-name"}});
    {
        const auto heading = html.element("h4", {{"id", anchor + "-name"}});
        html.leaf("span", fmt::format("{}.", number), {{"class", "mark bad"}});
        html.verbatim(" ");
        html.leaf("span", claim_of(cause), {{"class", "name"}});
        html.verbatim(" ");
        html.leaf("span", points_text(lab, cause), {{"class", "points"}});
    }
    html.leaf("p", share_of(lab, cause), {{"class", "quiet"}});
    for (const Block& block : blocks_of(lab, cause)) write_block(html, block, "text", repository);
    write_explained(html, lab, cause);
}

void write_diagnostic(HtmlWriter& html, const Diagnostic& diagnostic) {
    const auto part = html.element("section", {{"class", "part wide"}});
    const auto figure = html.element("figure");
    {
        const auto caption = html.element("figcaption");
        if (!diagnostic.file.empty()) html.text(place_of(diagnostic) + ": ");
        html.leaf("span", std::string(word(diagnostic.severity)) + ":",
                  {{"class", diagnostic.is_error() ? "bad" : "open"}});
        html.text(" " + diagnostic.message);
    }
    if (!diagnostic.text.empty()) write_evidence(html, place_of(diagnostic), quoted(diagnostic), 0);
}

}  // namespace grader
