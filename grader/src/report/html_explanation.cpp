#include "report/html_explanation.hpp"

#include <fmt/format.h>

#include "report/check_words.hpp"
#include "report/text.hpp"

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

void write_part(HtmlWriter& html, std::string_view label, std::string_view text,
                std::string_view paint = {}) {
    if (text.empty()) return;
    const auto part = html.element("section", {{"class", "part"}});
    html.leaf("h5", label);
    html.paragraph("p", text, {{"class", paint.empty() ? "text" : paint}});
}

void write_steps(HtmlWriter& html, const std::vector<std::string>& steps) {
    if (steps.empty()) return;
    const auto part = html.element("section", {{"class", "part"}});
    html.leaf("h5", "What we did");
    const auto list = html.element("ol");
    for (const std::string& step : steps) html.paragraph("li", step.empty() ? " " : step);
}

void write_source(HtmlWriter& html, const SourceLine& line) {
    const auto part = html.element("section", {{"class", "part wide"}});
    html.leaf("h5", "Your code");
    const auto figure = html.element("figure");
    html.leaf("figcaption", place_of(line));
    if (!line.text.empty()) write_evidence(html, "Your code", {quoted(line)}, 0);
}

void write_why(HtmlWriter& html, const LabResult& lab, const CheckResult& check) {
    const std::string place = handout_place(lab, check);
    if (check.why.empty() && place.empty()) return;
    const auto part = html.element("section", {{"class", "part"}});
    html.leaf("h5", "Why it matters");
    const auto texts = html.element("div");
    html.paragraph("p", check.why);
    if (place.empty()) return;
    // No link: a page does not know where the repository is that the handout lies in.
    const auto paragraph = html.element("p");
    html.leaf("code", place);
}

void write_command(HtmlWriter& html, std::string_view label, std::string_view command) {
    if (command.empty()) return;
    const auto part = html.element("section", {{"class", "part"}});
    html.leaf("h5", label);
    write_evidence(html, label, {std::string(command)}, none);
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
    for (const Exhibit& exhibit : exhibits) {
        const auto part = html.element("section", {{"class", "part wide"}});
        const auto figure = html.element("figure");
        if (!exhibit.title.empty()) html.leaf("figcaption", exhibit.title);
        std::vector<std::string> lines;
        for (const std::string& whole : exhibit.lines) {
            for (const std::string& line : printable_lines(whole)) lines.push_back(line);
        }
        write_evidence(html, exhibit.title, lines, none);
    }
}

void write_explanation(HtmlWriter& html, const LabResult& lab, const CheckResult& check) {
    const Finding& finding = finding_of(check);
    const CheckMark mark = mark_of(check);
    const bool failed = check.verdict == Verdict::fail;
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
    write_steps(html, finding.steps);
    write_part(html, "Expected", finding.expected);
    const Labelled seen = seen_of(check);
    write_part(html, seen.label, seen.text, class_of(mark.ink));
    write_part(html, "Runs", runs_of(check));
    write_exhibits(html, finding.exhibits);
    if (finding.source) write_source(html, *finding.source);
    if (failed) {
        write_why(html, lab, check);
        write_part(html, "Try", check.hint);
    } else {
        write_part(html, "What it means", meaning_of_open);
    }
    write_command(html, "Replay", check.replay);
}

void write_diagnostic(HtmlWriter& html, const Diagnostic& diagnostic) {
    const auto part = html.element("section", {{"class", "part wide"}});
    const auto figure = html.element("figure");
    {
        const auto caption = html.element("figcaption");
        if (!diagnostic.file.empty()) html.text(place_of(diagnostic) + ": ");
        html.leaf("span", diagnostic.severity + ":", {{"class", is_error(diagnostic) ? "bad" : "open"}});
        html.text(" " + diagnostic.message);
    }
    if (!diagnostic.text.empty()) write_evidence(html, place_of(diagnostic), quoted(diagnostic), 0);
}

}  // namespace grader
