#include "class/page/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "class/page/figures.hpp"
#include "class/page/parts.hpp"
#include "class/page/sections.hpp"
#include "class/words.hpp"
#include "report/html_style.hpp"
#include "report/html_writer.hpp"

namespace grader {

IO_LABS_JSON_FIELDS(SimilarPair, a, b, share, page)

namespace {

// Nothing is fetched from anywhere: style and script are those of the page itself.
constexpr std::string_view policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action "
    "'none'";

std::string title_of(const Class& asked) {
    const std::string name = std::filesystem::path(asked.source).filename().string();
    return name.empty() ? "A class" : "Class: " + name;
}

void write_head(HtmlWriter& html, const Class& asked) {
    const auto head = html.element("head");
    html.single("meta", {{"charset", "utf-8"}});
    html.single("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}});
    html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    html.single("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
    html.leaf("title", title_of(asked));
    const auto style = html.element("style");
    for (const std::string_view part : {uplot_style, html_style(), chart_style, page_style})
        html.verbatim(part);
}

std::size_t count_waiting(const PageView& view) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < view.outcomes.size(); ++at) {
        if (standing(view.asked.students[at], view.outcomes[at]) == "waiting") ++count;
    }
    return count;
}

void write_facts(HtmlWriter& html, const PageView& view) {
    const Class& asked = view.asked;
    std::string facts = counted(asked.students.size(), "student", "students");
    if (!asked.layout.empty()) facts += " · " + asked.layout;
    if (!asked.source.empty()) facts += " · " + asked.source;
    if (!asked.created.empty()) facts += " · " + asked.created;
    if (!asked.options.deadline.empty()) facts += " · deadline " + asked.options.deadline;
    if (!asked.grader_version.empty()) facts += " · grader " + asked.grader_version;
    html.leaf("p", facts, {{"class", "facts"}});
    if (const std::size_t waiting = count_waiting(view); waiting > 0)
        html.leaf("p",
                  fmt::format("{} not graded yet: what follows is of the others.",
                              counted(waiting, "student is", "students are")),
                  {{"class", "caveat"}});
    if (!asked.options.checks.empty())
        html.leaf("p", "Only some checks were selected: there are no points of whole labs.",
                  {{"class", "caveat"}});
}

void write_tiles(HtmlWriter& html, const PageView& view) {
    const auto list = html.element("ul", {{"class", "scores"}});
    for (const LabFigures& lab : view.labs) {
        const auto item = html.element("li");
        {
            const auto link = html.element("a", {{"href", fmt::format("#lab{}", lab.lab)}});
            html.leaf("span",
                      lab.scores.empty() ? fmt::format("Lab {}: –", lab.lab)
                                         : fmt::format("Lab {}: median {:.4g}", lab.lab, lab.median()),
                      {{"class", "score"}});
        }
        html.leaf("p", fmt::format("✔ all points: {} of {}", lab.spread.back(), lab.scores.size()),
                  {{"class", "good"}});
        const std::size_t nothing = lab.not_built + lab.not_started;
        if (nothing > 0)
            html.leaf("p", fmt::format("✘ not built or not started: {}", nothing), {{"class", "bad"}});
        if (lab.open > 0)
            html.leaf("p", fmt::format("? with open points: {}", lab.open), {{"class", "open"}});
    }
}

void write_nav(HtmlWriter& html, const PageView& view) {
    const auto nav = html.element("nav", {{"class", "facts"}});
    for (const LabFigures& lab : view.labs) {
        html.leaf("a", fmt::format("Lab {}", lab.lab), {{"href", fmt::format("#lab{}", lab.lab)}});
        html.text(" · ");
    }
    html.leaf("a", "What to look at", {{"href", "#attention"}});
    html.text(" · ");
    html.leaf("a", "Students", {{"href", "#students"}});
}

void write_foot(HtmlWriter& html) {
    const auto line = html.element("p", {{"class", "facts"}});
    html.text("Charts: ");
    html.leaf("a", "uPlot", {{"href", "https://github.com/leeoniya/uPlot"}});
    html.text(
        fmt::format(" {}, MIT licence, © Leon Sorokin. This page needs no network. The same as tables: "
                    "grades.csv and results.jsonl beside it.",
                    uplot_version));
}

}  // namespace

std::string class_page(const Class& asked, const std::vector<Outcome>& outcomes, const PageContext& context) {
    const PageView view{asked, outcomes, context, figures_of(outcomes)};
    HtmlWriter html;
    html.verbatim("<!DOCTYPE html>\n");
    {
        const auto root = html.element("html", {{"lang", "en"}});
        write_head(html, asked);
        const auto body = html.element("body");
        {
            const auto header = html.element("header");
            html.leaf("h1", title_of(asked));
            write_facts(html, view);
            write_nav(html, view);
            write_tiles(html, view);
        }
        {
            const auto main = html.element("main");
            for (const LabFigures& lab : view.labs) write_lab(html, view, lab);
            write_attention(html, view);
            write_table_of_students(html, view);
        }
        write_foot(html);
        for (const std::string_view part : {uplot_script, page_script}) {
            const auto script = html.element("script");
            html.verbatim(part);
        }
    }
    return html.html();
}

PageContext read_page_context(const ClassDirectory& out) {
    PageContext context;
    const std::filesystem::path path = out.path() / "similar.json";
    const auto text = read_file(path);
    if (!text) return context;
    try {
        context.similar = nlohmann::json::parse(*text).get<std::vector<SimilarPair>>();
    } catch (const nlohmann::json::exception& error) {
        throw UserError(fmt::format("{} is damaged: {}", path.string(), error.what()));
    }
    context.compared = true;
    std::stable_sort(
        context.similar.begin(), context.similar.end(),
        [](const SimilarPair& one, const SimilarPair& other) { return one.share > other.share; });
    return context;
}

}  // namespace grader
