// A passage of a handout in a report. The handout is Markdown, of which a few things are shown as what they
// are: paragraphs, fences, code in a line, and links as their texts. The rest stays as it is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/html_writer.hpp"

namespace grader {

/// Where its words can be read, "https://…/labs/lab4-blocking/README.md#stage-a"; empty if `repository` is no
/// address of the web.
[[nodiscard]] std::string address_of(const std::string& repository, const std::string& place);

/// A run of lines between empty ones, or a fence.
struct PassagePart {
    bool is_code = false;
    std::vector<std::string> lines;
};
[[nodiscard]] std::vector<PassagePart> parts_of_passage(std::string_view passage);

void write_passage(HtmlWriter& html, std::string_view passage);

}  // namespace grader
