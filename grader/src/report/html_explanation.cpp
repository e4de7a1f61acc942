#include "report/html_explanation.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/blocks.hpp"
#include "report/check_words.hpp"
#include "report/text.hpp"
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

constexpr std::size_t none = static_cast<std::size_t>(-1);

void write_text(HtmlWriter& html, const Block& block, std::string_view paint) {
    if (block.lines.empty()) return html.paragraph("p", block.text, {{"class", paint}});
    const auto texts = html.element("div");
    html.paragraph("p", block.text);
    for (const std::string& place : block.lines) {
        if (place.empty()) continue;
        // No link: a page does not know where the repository is that the handout lies in.
        const auto paragraph = html.element("p");
        html.leaf("code", place);
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
    for (const std::string& whole : block.lines) {
        for (const std::string& line : printable_lines(whole)) lines.push_back(line);
    }
    write_evidence(html, is_code ? block.label : block.text, lines, is_code ? 0 : none);
}

void write_block(HtmlWriter& html, const Block& block, std::string_view paint_of_verdict) {
    const bool is_exhibit = block.kind == Block::Kind::exhibit;
    if (!is_exhibit && block.text.empty() && block.lines.empty()) return;
    const auto part = html.element("section", {{"class", is_exhibit ? "part wide" : "part"}});
    if (!block.label.empty()) html.leaf("h5", block.label);
    switch (block.kind) {
        case Block::Kind::text:
            return write_text(html, block, block.is_verdict ? paint_of_verdict : "text");
        case Block::Kind::steps:
            return write_steps(html, block.lines);
        case Block::Kind::exhibit:
            return write_exhibit(html, block);
        case Block::Kind::command:
            return write_evidence(html, block.label, {block.text}, none);
    }
}

}  // namespace

std::string anchor_of(const LabResult& lab, const CheckResult& check) {
    return fmt::format("lab{}-check{}", lab.lab, &check - lab.checks.data() + 1);
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
        write_block(html, {Block::Kind::exhibit, "", exhibit.title, exhibit.lines}, "");
}

void write_explanation(HtmlWriter& html, const LabResult& lab, const CheckResult& check) {
    const CheckMark mark = mark_of(check);
    const std::string anchor = anchor_of(lab, check);
    const auto article = html.element("article", {{"class", fmt::format("check {}", class_of(mark.ink))},
                                                  {"id", anchor},
                                                  {"aria-labelledby", anchor + "-name"}});
    {
        const auto heading = html.element("h4", {{"id", anchor + "-name"}});
        html.leaf("span", fmt::format("{} {}", mark.sign, mark.word),
                  {{"class", fmt::format("mark {}", class_of(mark.ink))}});
        html.verbatim(" ");
        html.leaf("span", check.name, {{"class", "name"}});
        html.verbatim(" ");
        html.leaf("span", mark.points, {{"class", "points"}});
    }
    html.paragraph("p", check.title, {{"class", "quiet"}});
    for (const Block& block : blocks_of(lab, check)) write_block(html, block, class_of(mark.ink));
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
