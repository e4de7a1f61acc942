// Reads HTML as strictly as a reader of XML would: enough to prove that every tag was meant.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

struct HtmlReading {
    std::vector<std::string> wrong;       ///< empty: every element is closed in order, every & is a reference
    std::map<std::string, int> elements;  ///< how often each occurs
    std::vector<int> headings;            ///< the levels, in order
    std::set<std::string> ids;
    std::vector<std::string> references;  ///< values of href
    std::string text;                     ///< between the tags, references resolved
};

[[nodiscard]] HtmlReading read_html(std::string_view html);

}  // namespace grader
