#pragma once

#include <string>
#include <vector>

namespace grader {

/// A piece of evidence shown as it is: a thread table, a trace excerpt, a hex dump, the server's last words.
struct Exhibit {
    std::string title;
    std::vector<std::string> lines;
};

}  // namespace grader
