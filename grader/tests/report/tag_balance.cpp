#include "tag_balance.hpp"

#include <algorithm>

namespace grader {

namespace {

const std::set<std::string> without_end{"meta", "br"};

std::string resolved(std::string text, std::vector<std::string>& wrong) {
    static const std::vector<std::pair<std::string, std::string>> references{
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '>') wrong.push_back("a > that is not escaped");
        if (text[at] != '&') {
            plain += text[at++];
            continue;
        }
        bool known = false;
        for (const auto& [reference, character] : references) {
            if (text.compare(at, reference.size(), reference) != 0) continue;
            plain += character;
            at += reference.size();
            known = true;
            break;
        }
        if (known) continue;
        wrong.push_back("an & that is not escaped: " + text.substr(at, 20));
        ++at;
    }
    return plain;
}

// The longest start of `text` of these characters, which is taken away from it.
template <typename Wanted>
std::string take(std::string_view& text, Wanted wanted) {
    const auto* const end = std::find_if_not(text.begin(), text.end(), wanted);
    std::string taken(text.begin(), end);
    text.remove_prefix(taken.size());
    return taken;
}

bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

void read_attributes(std::string_view rest, HtmlReading& reading) {
    while (!rest.empty()) {
        const std::string_view start = rest;
        const bool spaced = rest.front() == ' ';
        rest.remove_prefix(spaced ? 1 : 0);
        const std::string name = take(rest, is_name);
        std::string value;
        if (rest.starts_with("=\"")) {
            rest.remove_prefix(2);
            value = resolved(take(rest, [](char c) { return c != '"'; }), reading.wrong);
            rest.remove_prefix(std::min<std::size_t>(rest.size(), 1));
        }
        if (!spaced || name.empty()) {
            reading.wrong.push_back("an attribute: " + std::string(start.substr(0, 40)));
            return;
        }
        if (name.starts_with("on") || name == "style" || name == "src")
            reading.wrong.push_back("the attribute " + name);
        if (name == "href") reading.references.push_back(value);
        if (name == "id" && !reading.ids.insert(value).second)
            reading.wrong.push_back("the id " + value + " twice");
    }
}

}  // namespace

HtmlReading read_html(std::string_view html) {
    HtmlReading reading;
    std::vector<std::string> open;
    constexpr std::string_view start = "<!DOCTYPE html>\n";
    if (!html.starts_with(start)) reading.wrong.emplace_back("no doctype");
    html.remove_prefix(std::min(html.size(), start.size()));
    while (!html.empty()) {
        const std::size_t begin = html.find('<');
        const std::string text(html.substr(0, begin));
        // In a style sheet nothing is escaped, and nothing but its end tag ends it.
        if (open.empty() || open.back() != "style") reading.text += resolved(text, reading.wrong);
        if (begin == std::string_view::npos) break;
        const std::size_t end = html.find('>', begin);
        if (end == std::string_view::npos) {
            reading.wrong.emplace_back("a tag without an end");
            break;
        }
        std::string_view whole = html.substr(begin + 1, end - begin - 1);
        html.remove_prefix(end + 1);
        const bool closes = whole.starts_with("/");
        whole.remove_prefix(closes ? 1 : 0);
        const std::string tag = take(whole, is_name);
        if (tag.empty()) {
            reading.wrong.push_back("a tag: <" + std::string(whole.substr(0, 40)) + ">");
            continue;
        }
        if (closes) {
            if (open.empty() || open.back() != tag) {
                reading.wrong.push_back("</" + tag + "> ends " + (open.empty() ? "nothing" : open.back()));
            } else {
                open.pop_back();
            }
            continue;
        }
        ++reading.elements[tag];
        if (tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6')
            reading.headings.push_back(tag[1] - '0');
        read_attributes(whole, reading);
        if (without_end.count(tag) == 0) open.push_back(tag);
    }
    for (const std::string& tag : open) reading.wrong.push_back("<" + tag + "> is not closed");
    return reading;
}

}  // namespace grader
