// The terminal while a program has it: its other screen, keys as they are typed. When this is destroyed all
// is as it was.
#pragma once

#include <termios.h>

#include <string>
#include <vector>

#include "cli/watch/view.hpp"

namespace grader {

class Screen {
 public:
    /// Does nothing where standard input or output is no terminal.
    Screen();
    ~Screen() { leave(); }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    /// Whether there is one to draw on, and keys are typed at it.
    [[nodiscard]] bool is_there() const { return is_there_; }
    [[nodiscard]] static ScreenSize size();

    /// Takes the terminal, and gives it back: to another program, for a while.
    void enter();
    void leave();

    /// While it has the terminal: what stood there before, and its own screen again.
    void show_first() const;
    void show_second() const;

    void draw(const std::vector<std::string>& lines) const;

 private:
    bool is_there_ = false;
    bool has_it_ = false;
    termios before_{};
};

}  // namespace grader
