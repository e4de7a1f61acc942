// What is said about one check, whatever the report looks like: plain text, which may hold anything that a
// submission printed. Each report makes it fit for its own medium.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/style.hpp"
#include "result/document.hpp"

namespace grader {

struct CheckMark {
    std::string_view sign;  ///< ✔ passed, ✘ failed, ? open, – not run or not reached
    std::string_view word;  ///< the same for those who cannot see a sign
    std::string points;     ///< "2/2", "0/2", "?/2", "–/2"; "advice" if they don't count
    Ink ink = Ink::plain;
};
[[nodiscard]] CheckMark mark_of(const CheckResult& check);

/// The title, and how many of its runs passed if that is neither none nor all.
[[nodiscard]] std::string title_of(const CheckResult& check);

/// What the check found; nothing in it if it left nothing.
[[nodiscard]] const Finding& finding_of(const CheckResult& check);

/// The checks that failed or could not be decided, in the rubric's order: those to be explained.
[[nodiscard]] std::vector<const CheckResult*> unsettled_checks(const LabResult& lab);

/// What a check that was not reached needs: "needs a message that comes back (EchoesOneMessage failed)".
/// Empty for others.
[[nodiscard]] std::string need_of(const CheckResult& check);

struct Labelled {
    std::string_view label;
    std::string text;
};
/// What was seen, what one that was not reached needs, or what the machine could not show. Never empty.
[[nodiscard]] Labelled seen_of(const CheckResult& check);

/// Why a verdict that changes from run to run is a finding of its own; empty for others.
[[nodiscard]] std::string runs_of(const CheckResult& check);

/// "labs/lab4-blocking/README.md#stage-a"; empty if the lab has no handout or the check no place in it.
[[nodiscard]] std::string handout_place(const LabResult& lab, const CheckResult& check);

/// What an inconclusive check means for its author.
constexpr std::string_view meaning_of_open =
    "This says nothing about your server: the points are open, not lost. ./lab doctor names what this "
    "machine "
    "lacks.";

/// "lab4/main.cpp:12, in serve(int)"
[[nodiscard]] std::string place_of(const SourceLine& line);

/// "lab4/main.cpp:12:5", without what is not known.
[[nodiscard]] std::string place_of(const Diagnostic& diagnostic);

/// The line of source with its number before it, and the lines around it, if they are known: then it is
/// marked.
[[nodiscard]] std::vector<std::string> quoted(const SourceLine& line);

/// The same and, where bytes are columns, a caret below the place that is meant.
/// A line that is longer than `columns` is cut around the place, so that the mark stands below it.
[[nodiscard]] std::vector<std::string> quoted(const Diagnostic& diagnostic,
                                              std::size_t columns = static_cast<std::size_t>(-1));

}  // namespace grader
