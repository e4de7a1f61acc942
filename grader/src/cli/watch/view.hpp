// What `./lab watch` shows, as text: a head, a body that can be longer than the screen, and the keys.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/watch/progress_of_causes.hpp"
#include "report/hints.hpp"
#include "report/style.hpp"
#include "result/document.hpp"

namespace grader {

struct WatchView {
    int lab = 0;
    std::string where;               ///< the sources: "starter/lab4"
    std::string note;                ///< why nothing is graded, or why changes are seen late; may be empty
    bool running = false;            ///< a grading is under way
    std::string doing;               ///< … and what it does
    std::vector<std::string> fates;  ///< what became of checks in it, a line each, painted
    std::optional<ResultDocument> result;  ///< of the last grading that came to its end
    std::string failure;                   ///< … or why it did not
    std::string change;                    ///< since the one before
    std::string finished_at;               ///< "14:03:22"
    Hints hints = default_hints;
    bool everything = false;  ///< all checks were asked for
    std::string message;      ///< an answer to a key
};

/// What became of a check ("pass", "fail", …), as a line; nothing of one that passes as it did before.
[[nodiscard]] std::string fate_of(const std::string& check, const std::string& verdict, bool had_failed,
                                  bool colour);

/// The lines above the body.
[[nodiscard]] std::vector<std::string> head_of(const WatchView& view, const TerminalStyle& style);
/// What was found, in full.
[[nodiscard]] std::vector<std::string> body_of(const WatchView& view, const TerminalStyle& style);

struct ScreenSize {
    int rows = 24;
    int columns = 80;
};

/// As many rows as there are, each no longer than the screen is wide, the body from line `offset` on, which
/// is brought into its bounds. A screen that is too small shows the head, cut.
[[nodiscard]] std::vector<std::string> screen_of(const WatchView& view, const TerminalStyle& style,
                                                 ScreenSize size, std::size_t& offset);

}  // namespace grader
