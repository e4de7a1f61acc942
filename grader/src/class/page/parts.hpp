// What the page is made with, and no program wrote: style and script of its own and of `./lab compare`, and
// uPlot (labs/models/compare/page/uplot, whose update-uplot fetches another version).
#pragma once

#include <string_view>

namespace grader {

extern const std::string_view uplot_version;
extern const std::string_view uplot_style;
extern const std::string_view uplot_script;
extern const std::string_view chart_style;  ///< of compare's page
extern const std::string_view page_style;
extern const std::string_view page_script;

}  // namespace grader
