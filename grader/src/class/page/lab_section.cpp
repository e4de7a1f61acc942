// A lab on the page of a class: how its points are spread, what to explain in the next lecture, and how many
// pass each check.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "class/page/sections.hpp"
#include "class/words.hpp"
#include "report/html_writer.hpp"

namespace grader {

namespace {

std::string percent(std::size_t part, std::size_t whole) {
    return whole == 0
               ? "0%"
               : fmt::format("{:.1f}%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

/// A bar of several colours: what of `whole` each part is.
struct Part {
    std::size_t count;
    std::string_view colour;
};
void write_bar(HtmlWriter& html, const std::vector<Part>& parts, std::size_t whole) {
    const auto bar = html.element("div", {{"class", "share"}, {"aria-hidden", "true"}});
    for (const Part& part : parts) {
        if (part.count == 0) continue;
        const std::string width = "width:" + percent(part.count, whole);
        html.leaf("span", "", {{"class", part.colour}, {"style", width}});
    }
}

std::string range_of(std::size_t tenth, int max_score) {
    if (tenth == 10) return fmt::format("{}", max_score);
    const auto limit = [&](std::size_t at) { return (static_cast<int>(at) * max_score + 9) / 10; };
    return fmt::format("{}–{}", limit(tenth), limit(tenth + 1) - 1);
}

void write_spread(HtmlWriter& html, const LabFigures& lab) {
    const auto figure = html.element("figure", {{"class", "spread"}});
    html.leaf("figcaption", "How the points are spread");
    if (lab.scores.empty()) {
        html.leaf("p", "Nobody has points that are settled.", {{"class", "quiet"}});
        return;
    }
    std::vector<std::string> ranges;
    for (std::size_t tenth = 0; tenth < lab.spread.size(); ++tenth)
        ranges.push_back(range_of(tenth, lab.max_score));
    const std::string counts = fmt::format("{}", fmt::join(lab.spread, ","));
    html.leaf("p",
              fmt::format("{}: mean {:.1f}, median {:.4g}, from {} to {}, of {} points.",
                          counted(lab.scores.size(), "student", "students"), lab.mean(), lab.median(),
                          lab.scores.front(), lab.scores.back(), lab.max_score),
              {{"class", "facts"}});
    html.leaf("div", "",
              {{"class", "plot"},
               {"data-counts", counts},
               {"data-ranges", fmt::format("{}", fmt::join(ranges, ","))}});
    // The same in words, for who has no script or can't see the picture.
    const auto details = html.element("details", {{"class", "as-words"}});
    html.leaf("summary", "In numbers");
    const auto list = html.element("ul");
    for (std::size_t tenth = 0; tenth < lab.spread.size(); ++tenth)
        html.leaf("li", fmt::format("{} points: {}", ranges[tenth], lab.spread.at(tenth)));
}

void write_place(HtmlWriter& html, const PageView& view, const std::string& place) {
    if (place.empty()) return;
    const auto line = html.element("p", {{"class", "facts"}});
    if (view.asked.handouts.empty())
        html.text(place);
    else
        html.leaf("a", place, {{"href", view.asked.handouts + place}});
}

void write_cause(HtmlWriter& html, const PageView& view, const CauseFigures& cause, std::size_t whole) {
    const auto item = html.element("li");
    {
        const auto head = html.element("p", {{"class", "cause-head"}});
        html.leaf("b", fmt::format("{}", cause.students.size()));
        html.text(" ");
        html.leaf("span", cause.what, {{"class", "what"}});
    }
    write_bar(html, {{cause.students.size(), "of-bad"}}, whole);
    std::string facts = fmt::format("{} of {}; {} points in all", cause.students.size(),
                                    counted(whole, "student", "students"), cause.points);
    if (cause.likely_only > 0) facts += fmt::format("; only likely of {}", cause.likely_only);
    html.leaf("p", facts, {{"class", "facts"}});
    write_place(html, view, cause.place);
    write_students(html, view, cause.students);
    write_filter_button(html, "Show them in the table", "cause:" + cause.id);
}

void write_causes(HtmlWriter& html, const PageView& view, const LabFigures& lab, std::size_t whole) {
    html.leaf("h4", "What to explain next");
    if (lab.causes.empty() && lab.unexplained.empty()) {
        html.leaf("p", "No mistake was found.", {{"class", "quiet"}});
        return;
    }
    const auto list = html.element("ol", {{"class", "causes"}});
    for (const CauseFigures& cause : lab.causes) write_cause(html, view, cause, whole);
    if (lab.unexplained.empty()) return;
    const auto item = html.element("li", {{"class", "no-cause"}});
    {
        const auto head = html.element("p", {{"class", "cause-head"}});
        html.leaf("b", fmt::format("{}", lab.unexplained.size()));
        html.text(
            " failed something of which no mistake is known by name: look at one or two of these yourself.");
    }
    write_students(html, view, lab.unexplained);
}

void write_check(HtmlWriter& html, const CheckFigures& check) {
    const std::size_t decided = check.passed + check.failed;
    const auto row = html.element("tr");
    {
        const auto head = html.element("th", {{"scope", "row"}});
        html.text(check.title.empty() ? check.name : check.title);
        html.leaf("small", check.name);
    }
    {
        const auto cell = html.element("td", {{"class", "rate"}});
        write_bar(html, {{check.passed, "of-good"}, {check.failed, "of-bad"}, {check.open, "of-open"}},
                  decided + check.open);
    }
    html.leaf("td", decided == 0 ? "–" : percent(check.passed, decided), {{"class", "number"}});
    html.leaf("td", fmt::format("{}", check.passed), {{"class", "number"}});
    {
        const auto cell = html.element("td", {{"class", "number"}});
        if (check.failed == 0)
            html.text("0");
        else
            write_filter_button(html, fmt::format("{}", check.failed), "failed:" + check.name);
    }
    html.leaf("td", fmt::format("{}", check.open), {{"class", "number"}});
    html.leaf("td", check.advisory ? "advice" : fmt::format("{}", check.max_points), {{"class", "number"}});
}

void write_checks(HtmlWriter& html, const LabFigures& lab) {
    html.leaf("h4", "How many pass each check");
    html.leaf(
        "p",
        "Of those whose server could be tried. A check that was not reached has failed: what it builds on "
        "is missing. Open: the machine could not show it.",
        {{"class", "facts"}});
    const auto box = html.element("div", {{"class", "wide-table"}, {"tabindex", "0"}});
    const auto table = html.element("table", {{"class", "checks sortable"}});
    {
        const auto head = html.element("thead");
        const auto row = html.element("tr");
        for (const std::string_view heading : {"Check", ""}) html.leaf("th", heading, {{"scope", "col"}});
        for (const std::string_view heading : {"Pass", "Passed", "Failed", "Open", "Points"})
            html.leaf("th", heading, {{"scope", "col"}, {"class", "number"}});
    }
    for (const Stage& stage : lab.stages) {
        const auto body = html.element("tbody");
        {
            const auto row = html.element("tr", {{"class", "stage"}});
            html.leaf("th", fmt::format("{} · {}", stage.id, stage.title),
                      {{"scope", "rowgroup"}, {"colspan", "7"}});
        }
        for (const CheckFigures& check : lab.checks)
            if (check.stage == stage.id) write_check(html, check);
    }
}

}  // namespace

void write_lab(HtmlWriter& html, const PageView& view, const LabFigures& lab) {
    const std::string anchor = fmt::format("lab{}", lab.lab);
    const auto section = html.element("section", {{"class", "lab"}, {"aria-labelledby", anchor}});
    html.leaf(
        "h2",
        lab.title.empty() ? fmt::format("Lab {}", lab.lab) : fmt::format("Lab {} · {}", lab.lab, lab.title),
        {{"id", anchor}});
    std::size_t whole = 0;
    for (const Outcome& outcome : view.outcomes) {
        const bool has_it =
            outcome.document && std::any_of(outcome.document->labs.begin(), outcome.document->labs.end(),
                                            [&](const LabResult& one) { return one.lab == lab.lab; });
        if (has_it) ++whole;
    }
    write_spread(html, lab);
    write_causes(html, view, lab, whole);
    write_checks(html, lab);
}

}  // namespace grader
