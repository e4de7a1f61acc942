#include "cli/watch/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include "base/labs.hpp"
#include "report/explanation.hpp"
#include "report/lab_words.hpp"
#include "report/overview.hpp"
#include "report/page.hpp"
#include "report/text.hpp"
#include "result/bounds.hpp"

namespace grader {

namespace {

constexpr int fewest_columns = 60;
constexpr int fewest_rows = 10;

constexpr const char* keys = "h hint  a all  t trace  o observe  Enter again  ↑↓ scroll  q quit";

std::vector<std::string> lines_in(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::string verdict_line(const WatchView& view, const LabResult& lab) {
    const auto ran = std::count_if(lab.checks.begin(), lab.checks.end(), [](const CheckResult& check) {
        return check.verdict != Verdict::not_run;
    });
    const auto all = static_cast<std::ptrdiff_t>(lab.checks.size());
    switch (lab.status) {
        case LabStatus::not_built:
            return "no verdict: it does not build";
        case LabStatus::not_started:
            return "no verdict: it does not start";
        case LabStatus::passed:
            return fmt::format("all {} checks pass, {} points", all, lab.score());
        default:
            break;
    }
    const auto failed = std::count_if(lab.checks.begin(), lab.checks.end(), [](const CheckResult& check) {
        return check.verdict == Verdict::fail;
    });
    std::string text = fmt::format("{} of {} checks failed", failed, ran);
    if (failed == 0) text = fmt::format("{} of {} checks ran, none failed", ran, all);
    if (ran < all && failed > 0)
        text += fmt::format("; stopped at the first cause, {} did not run", all - ran);
    return view.everything && ran == all ? verdict_of(lab) : text;
}

Ink ink_of(LabStatus status) {
    if (status == LabStatus::passed) return Ink::good;
    return status == LabStatus::inconclusive || status == LabStatus::unfinished ? Ink::open : Ink::bad;
}

}  // namespace

std::string fate_of(const std::string& check, const std::string& verdict, bool had_failed, bool colour) {
    if (verdict == "pass")
        return had_failed ? painted("✔", Ink::good, colour) + " " + check + " passes now" : "";
    if (verdict == "fail")
        return painted("✘", Ink::bad, colour) + " " + check + (had_failed ? " still fails" : " fails");
    return painted("?", Ink::open, colour) + " " + check +
           (verdict == "inconclusive" ? " could not be decided" : " was not reached");
}

std::vector<std::string> head_of(const WatchView& view, const TerminalStyle& style) {
    Page page(style);
    page.row(0, {}, {fmt::format("{} · {}", lab_name(view.lab), view.where), Ink::strong},
             {view.running               ? "grading"
              : view.finished_at.empty() ? "waiting"
                                         : fmt::format("graded {}", view.finished_at),
              Ink::quiet});
    if (!view.note.empty()) page.row(0, {"!", Ink::open}, {view.note, Ink::open});
    if (view.running) {
        page.row(0, {"…", Ink::quiet}, {view.doing});
    } else if (!view.failure.empty()) {
        page.row(0, {"!", Ink::open}, {view.failure, Ink::open});
    } else if (view.result) {
        const LabResult& lab = view.result->labs.front();
        const Ink ink = ink_of(lab.status);
        page.row(0,
                 {ink == Ink::good  ? "✔"
                  : ink == Ink::bad ? "✘"
                                    : "?",
                  ink},
                 {verdict_line(view, lab), Ink::strong});
        if (!view.change.empty()) page.row(0, {"→", Ink::quiet}, {view.change});
    }
    return lines_in(page.text());
}

std::vector<std::string> body_of(const WatchView& view, const TerminalStyle& style) {
    if (view.running || !view.result || !view.failure.empty()) return view.fates;
    const ResultDocument document = bounded(told(*view.result, view.hints));
    const LabResult& lab = document.labs.front();
    Page page(style);
    if (lab.status == LabStatus::not_built) {
        show_diagnostics(page, lab, false);
    } else if (lab.status == LabStatus::not_started) {
        show_not_started(page, lab);
    } else {
        if (view.hints == Hints::all && !lab.causes.empty())
            explain_cause(page, lab, 1);
        else
            explain_lab(page, lab, false);
        if (view.everything) show_stages(page, lab, false);
        show_diagnostics(page, lab, false);
    }
    return lines_in(page.text());
}

std::vector<std::string> screen_of(const WatchView& view, const TerminalStyle& style, ScreenSize size,
                                   std::size_t& offset) {
    const auto rows = static_cast<std::size_t>(std::max(size.rows, 1));
    const auto width = static_cast<std::size_t>(std::max(size.columns, 1));
    std::vector<std::string> lines = head_of(view, style);
    if (size.columns < fewest_columns || size.rows < fewest_rows) {
        TerminalStyle plain = style;
        plain.colour = false;
        lines = head_of(view, plain);
        lines.push_back(fmt::format("(for more: {}x{} or larger)", fewest_columns, fewest_rows));
        for (std::string& line : lines) line = cut(line, width);
        if (lines.size() > rows) lines.resize(rows);
        return lines;
    }
    const std::vector<std::string> body = body_of(view, style);
    const std::size_t room = rows - std::min(rows, lines.size() + 1);
    offset = std::min(offset, body.size() - std::min(body.size(), room));
    for (std::size_t at = offset; at < body.size() && at < offset + room; ++at) lines.push_back(body[at]);
    lines.resize(rows - 1);
    const std::size_t below = body.size() - std::min(body.size(), offset + room);
    std::string last = view.message.empty() ? keys : view.message;
    if (below > 0) last = fmt::format("↓ {} more  {}", below, last);
    lines.push_back(painted(cut(last, width), view.message.empty() ? Ink::quiet : Ink::open, style.colour));
    return lines;
}

}  // namespace grader
