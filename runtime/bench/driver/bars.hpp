// Horizontal bars of block characters, an eighth of a column fine.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

namespace bench {

/// `share` of `columns`, between nothing and all of them.
inline std::string bar(double share, int columns) {
    static constexpr const char* eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const int steps = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * columns * 8));
    std::string text;
    for (int column = 0; column < steps / 8; ++column) text += "█";
    return text + eighths[steps % 8];
}

}  // namespace bench
