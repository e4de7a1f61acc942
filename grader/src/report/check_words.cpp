#include "report/check_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace grader {

CheckMark mark_of(const CheckResult& check) {
    CheckMark mark;
    std::string earned = "0";
    switch (check.verdict) {
        case Verdict::pass:
            mark.sign = "✔", mark.word = "passed", mark.ink = Ink::good;
            earned = std::to_string(check.points);
            break;
        case Verdict::fail:
            mark.sign = "✘", mark.word = "failed", mark.ink = Ink::bad;
            break;
        case Verdict::inconclusive:
            mark.sign = "?", mark.word = "open", mark.ink = Ink::open, earned = "?";
            break;
        case Verdict::not_run:
            mark.sign = "–", mark.word = "not run", mark.ink = Ink::quiet, earned = "–";
            break;
        case Verdict::not_reached:
            mark.sign = "–", mark.word = "not reached", mark.ink = Ink::quiet;
            break;
    }
    if (check.advisory && check.verdict == Verdict::fail) mark.ink = Ink::open;
    mark.points = check.advisory ? "advice" : fmt::format("{}/{}", earned, check.max_points);
    return mark;
}

std::string title_of(const CheckResult& check) {
    if (check.passed_runs == 0 || check.passed_runs >= check.runs) return check.title;
    return fmt::format("{} (passed {} of {} runs)", check.title, check.passed_runs, check.runs);
}

const Finding& finding_of(const CheckResult& check) {
    static const Finding nothing;
    return check.finding ? *check.finding : nothing;
}

std::vector<const CheckResult*> unsettled_checks(const LabResult& lab) {
    std::vector<const CheckResult*> unsettled;
    for (const CheckResult& check : lab.checks) {
        if (check.verdict == Verdict::fail || check.verdict == Verdict::inconclusive)
            unsettled.push_back(&check);
    }
    return unsettled;
}

std::string need_of(const CheckResult& check) {
    if (check.verdict != Verdict::not_reached) return {};
    // A document may come from anywhere.
    if (!check.missing) return "needs something that is missing";
    return fmt::format("needs {} ({} failed)", check.missing->behaviour,
                       fmt::join(check.missing->failed, ", "));
}

Labelled seen_of(const CheckResult& check) {
    const std::string& text = finding_of(check).seen;
    if (check.verdict == Verdict::fail) {
        // What was seen is not always told (hints.hpp).
        if (!check.finding) return {"Verdict", "the check failed"};
        return {"Seen", text.empty() ? "the check failed without saying how" : text};
    }
    if (check.verdict == Verdict::not_reached) return {"Not reached", need_of(check)};
    return {"Not shown", text.empty() ? "the machine could not show it" : text};
}

std::string runs_of(const CheckResult& check) {
    if (check.runs < 2 || check.passed_runs < 1 || check.verdict != Verdict::fail) return {};
    return fmt::format("passed {} of {} runs: what it does depends on timing", check.passed_runs, check.runs);
}

std::string handout_place(const LabResult& lab, const CheckResult& check) {
    if (lab.handout.empty() || check.link.empty()) return {};
    return fmt::format("{}#{}", lab.handout, check.link);
}

std::string place_of(const SourceLine& line) {
    if (line.function.empty()) return fmt::format("{}:{}", line.file, line.line);
    return fmt::format("{}:{}, in {}", line.file, line.line, line.function);
}

std::string place_of(const Diagnostic& diagnostic) {
    std::string place = diagnostic.file;
    if (diagnostic.line > 0) place += fmt::format(":{}", diagnostic.line);
    if (diagnostic.line > 0 && diagnostic.column > 0) place += fmt::format(":{}", diagnostic.column);
    return place;
}

std::vector<std::string> quoted(const SourceLine& line) {
    if (line.before.empty() && line.after.empty()) return {fmt::format("{:>4}  {}", line.line, line.text)};
    std::vector<std::string> lines;
    long number = line.line - static_cast<long>(line.before.size());
    for (const std::string& text : line.before) lines.push_back(fmt::format("{:>6}  {}", number++, text));
    lines.push_back(fmt::format("> {:>4}  {}", number++, line.text));
    for (const std::string& text : line.after) lines.push_back(fmt::format("{:>6}  {}", number++, text));
    return lines;
}

std::vector<std::string> quoted(const Diagnostic& diagnostic, std::size_t columns) {
    constexpr std::size_t number_columns = 6;
    const auto plain = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    };
    std::string text = diagnostic.text;
    auto column = static_cast<std::size_t>(std::max(diagnostic.column, 0));
    bool marked = column >= 1 && column <= text.size() + 1 && plain(text.substr(0, column - 1));
    const std::size_t room = columns - std::min(columns, number_columns);
    if (marked && room > 2 && text.size() > room) {
        // Letters that are no bytes can't be cut by counting.
        marked = plain(text);
        if (marked) {
            const std::size_t begin = column <= room * 2 / 3 ? 0 : column - room * 2 / 3;
            std::string part = text.substr(begin, room - 2);
            if (begin + part.size() < text.size()) part += "…";
            if (begin > 0) part = "…" + part;
            column = column - begin + (begin > 0 ? 1 : 0);
            text = std::move(part);
        }
    }
    std::vector<std::string> lines{fmt::format("{:>4}  {}", diagnostic.line, text)};
    if (marked) lines.push_back(fmt::format("{:>{}}", "^", number_columns + column));
    return lines;
}

}  // namespace grader
