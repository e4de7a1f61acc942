#include "class/similar/pair_page.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/html_style.hpp"
#include "report/html_writer.hpp"
#include "report/text.hpp"

namespace grader {

namespace {

constexpr std::string_view policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

// A part's colour repeats after six; its number does not.
constexpr int colours = 6;
constexpr std::string_view style = R"css(
body { max-width: none; }
.sides { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem; margin-top: 1rem; }
.side { height: 85vh; overflow: auto; scroll-padding-top: 3rem; border: 1px solid var(--line); border-radius: 0.4rem; padding: 0 0.5rem 0.5rem; }
.side h4 { position: sticky; top: 0; padding: 0.5rem 0; background: var(--back); }
.side pre { padding: 0.4rem 0; border: none; white-space: pre-wrap; overflow-wrap: anywhere; }
.row { display: block; padding: 0 0.4rem 0 3.6rem; border-left: 0.3rem solid transparent; text-indent: -3.2rem; min-height: 1.4em; }
.row a, .row .no { display: inline-block; min-width: 3.2rem; text-indent: 0; text-decoration-thickness: 1px; }
.row.course { color: var(--quiet); }
.row:target, .row:has(:target) { outline: 0.15rem solid var(--link); outline-offset: -0.15rem; }
.m0 { border-color: #0b57c2; background: #0b57c21f; } .m1 { border-color: #b3261e; background: #b3261e1f; }
.m2 { border-color: #19692f; background: #19692f1f; } .m3 { border-color: #805300; background: #8053001f; }
.m4 { border-color: #7b1fa2; background: #7b1fa21f; } .m5 { border-color: #00697a; background: #00697a1f; }
@media screen and (prefers-color-scheme: dark) {
  .m0 { border-color: #8ab8ff; background: #8ab8ff24; } .m1 { border-color: #ff8f87; background: #ff8f8724; }
  .m2 { border-color: #7bd38f; background: #7bd38f24; } .m3 { border-color: #f0c15f; background: #f0c15f24; }
  .m4 { border-color: #d7a6f0; background: #d7a6f024; } .m5 { border-color: #6fd0e0; background: #6fd0e024; }
}
@media (max-width: 38rem) { .sides { grid-template-columns: minmax(0, 1fr); } .side { height: 46vh; } }
@media print { .sides { display: block; } .side { height: auto; } }
)css";

/// One of the two columns.
class Side {
 public:
    Side(HtmlWriter& html, const PairOfLab& lab, bool is_a)
        : html_(html),
          lab_(lab),
          is_a_(is_a),
          number_(is_a ? lab.pair.a : lab.pair.b),
          work_(lab.comparison->works()[number_]) {}

    void write(const std::string& who, const std::vector<Match>& matches) {
        // Of the parts that a line is in, the first; and those that begin there.
        parts_.assign(work_.lines.size() + 1, -1);
        begins_.assign(work_.lines.size() + 1, {});
        for (std::size_t part = 0; part < matches.size(); ++part) {
            const Lines& lines = is_a_ ? matches[part].a : matches[part].b;
            for (int line = lines.first; line <= lines.last && line < static_cast<int>(parts_.size());
                 ++line) {
                int& of_line = parts_[static_cast<std::size_t>(line)];
                if (of_line < 0) of_line = static_cast<int>(part);
            }
            if (lines.first < static_cast<int>(begins_.size()))
                begins_[static_cast<std::size_t>(lines.first)].push_back(static_cast<int>(part));
        }
        const auto side = html_.element(
            "div", {{"class", "side"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", who}});
        html_.leaf("h4", who);
        for (std::size_t file = 0; file < work_.files.size(); ++file) {
            html_.leaf("h5", work_.files[file].name);
            const auto text = html_.element("pre");
            const std::size_t behind = file + 1 < work_.files.size()
                                           ? static_cast<std::size_t>(work_.files[file + 1].first_line)
                                           : work_.lines.size() + 1;
            for (auto line = static_cast<std::size_t>(work_.files[file].first_line); line < behind; ++line)
                write_line(line, line - static_cast<std::size_t>(work_.files[file].first_line) + 1);
        }
    }

 private:
    void write_line(std::size_t line, std::size_t number_in_file) {
        std::string kind = "row";
        if (parts_[line] >= 0) kind += fmt::format(" m{}", parts_[line] % colours);
        if (lab_.comparison->is_handed_out(number_, static_cast<int>(line))) kind += " course";
        const auto row = html_.element("span", {{"class", kind}});
        if (begins_[line].empty())
            html_.leaf("span", std::to_string(number_in_file), {{"class", "no quiet"}});
        for (const int part : begins_[line]) {
            const std::string here = fmt::format("lab{}{}{}", lab_.lab, is_a_ ? "a" : "b", part + 1);
            const std::string there = fmt::format("#lab{}{}{}", lab_.lab, is_a_ ? "b" : "a", part + 1);
            html_.leaf("a", fmt::format("[{}]", part + 1),
                       {{"id", here}, {"href", there}, {"title", "the same part on the other side"}});
        }
        const std::vector<std::string> shown = printable_lines(work_.lines[line - 1]);
        if (!shown.empty()) html_.text(shown.front());
    }

    HtmlWriter& html_;
    const PairOfLab& lab_;
    const bool is_a_;
    const std::size_t number_;
    const Work& work_;
    std::vector<int> parts_;
    std::vector<std::vector<int>> begins_;
};

void write_lab(HtmlWriter& html, const std::string& a, const std::string& b, const PairOfLab& lab) {
    const std::vector<Match> matches = lab.comparison->matches(lab.pair);
    const auto section = html.element("section", {{"class", "lab"}});
    html.leaf("h3", fmt::format("Lab {}: {} alike", lab.lab, percent(lab.pair.share)));
    html.leaf("p",
              fmt::format("{} parts in common. Of their own, without what the course hands out: {} tokens in "
                          "the first, {} in the second.",
                          matches.size(), lab.comparison->own_tokens(lab.pair.a),
                          lab.comparison->own_tokens(lab.pair.b)),
              {{"class", "quiet"}});
    const auto sides = html.element("div", {{"class", "sides"}});
    Side(html, lab, true).write(a, matches);
    Side(html, lab, false).write(b, matches);
}

}  // namespace

std::string percent(double share) {
    // Only what is all the same is 100 %.
    return fmt::format("{} %", std::floor(share * 100));
}

std::string pair_page(const std::string& a, const std::string& b, const std::vector<PairOfLab>& labs) {
    HtmlWriter html;
    html.verbatim("<!doctype html>\n");
    const auto whole = html.element("html", {{"lang", "en"}});
    {
        const auto head = html.element("head");
        html.single("meta", {{"charset", "utf-8"}});
        html.single("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}});
        html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
        html.single("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
        html.leaf("title", fmt::format("{} and {}", a, b));
        const auto element = html.element("style");
        html.verbatim(html_style());
        html.verbatim(style);
    }
    const auto body = html.element("body");
    html.leaf("h1", "Submissions that look alike");
    html.leaf("h2", fmt::format("{} and {}", a, b));
    html.leaf("p",
              "Coloured parts are the same on both sides, whatever names, comments and layout are; a number "
              "leads to the "
              "same part on the other side. Grey is what the course hands out, and does not count. Alike is "
              "no proof: read them.");
    for (const PairOfLab& lab : labs) write_lab(html, a, b, lab);
    return html.html();
}

}  // namespace grader
