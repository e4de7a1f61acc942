// How the HTML report looks: on a phone, on a wide screen, in the dark and on paper.
#pragma once

#include <string_view>

namespace grader {

/// The whole style sheet. It names no file and no address: the page is read where there is no network.
[[nodiscard]] std::string_view html_style();

}  // namespace grader
