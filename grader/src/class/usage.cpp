#include "class/usage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "class/lines.hpp"
#include "class/rubrics.hpp"
#include "result/nearest.hpp"

namespace grader {

namespace {

bool is_option(const std::string& word) {
    return word.size() > 1 && word.front() == '-';
}

std::string perhaps(const std::optional<std::string>& meant) {
    return meant ? fmt::format("; did you mean {}?", *meant) : "";
}

std::vector<std::string> options_of(const CLI::App& verb) {
    std::vector<std::string> names;
    for (const CLI::Option* option : verb.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

/// Those that people type.
std::vector<std::string> verbs_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* verb : app.get_subcommands({})) {
        if (!verb->get_group().empty()) names.push_back(verb->get_name());
    }
    return names;
}

std::string of_no_verb(const CLI::App& app, const std::vector<std::string>& extra) {
    const std::vector<std::string> verbs = verbs_of(app);
    std::string said = fmt::format("what to do? ./lab class {}", fmt::join(verbs, ", "));
    if (!extra.empty() && is_option(extra.front()))
        said = fmt::format("the verb comes first, then its options: ./lab class grade {}", extra.front());
    else if (!extra.empty())
        said = fmt::format("there is no \"{}\"{}", extra.front(), perhaps(nearest(extra.front(), verbs)));
    return said;
}

std::string of_verb(const CLI::App& verb, const CLI::ParseError& error,
                    const std::vector<std::string>& extra) {
    const auto option = std::find_if(extra.begin(), extra.end(), is_option);
    if (option != extra.end())
        return fmt::format("there is no option {}{}", *option,
                           perhaps(nearest(option->substr(0, option->find('=')), options_of(verb))));
    if (!extra.empty()) return fmt::format("\"{}\" is one word too many", extra.back());
    const std::string message = error.what();
    // "out is required", not "--for is required".
    if (error.get_name() == "RequiredError" && verb.get_name() != "task" && !is_option(message))
        return fmt::format("which class? ./lab class {} DIR, the directory that ./lab class grade has made",
                           verb.get_name());
    // Behind the option's name comes what its own check says.
    const auto colon = message.find(": --");
    return colon == std::string::npos ? message : message.substr(colon + 2);
}

}  // namespace

std::string explain_class_refusal(const CLI::App& app, const CLI::ParseError& error) {
    const auto named = app.get_subcommands();
    const std::vector<std::string> extra = app.remaining(true);
    const std::string said = named.empty() ? of_no_verb(app, extra) : of_verb(*named.front(), error, extra);
    const std::string help =
        named.empty() ? "`./lab class --help` lists the verbs"
                      : fmt::format("`./lab class {} --help` lists the options", named.front()->get_name());
    return fmt::format("{}{} {}", said, said.back() == '?' ? "" : ";", help);
}

std::string narrow_help(const std::string& text) {
    constexpr std::size_t most = 100;
    constexpr std::size_t column_of_texts = 30;
    std::string narrow;
    std::string rest;  // of a paragraph's line before
    for (std::string line : split_lines(text)) {
        const std::size_t first = std::min(line.find_first_not_of(' '), line.size());
        if (!rest.empty()) {
            if (line.empty())
                narrow += rest + '\n';
            else
                line.insert(first, rest + ' ');
            rest.clear();
        }
        const bool is_option = first == 2 || first == column_of_texts;
        const bool is_command = first < line.size() && line[first] == '.';
        const std::string indent(is_command ? first + 2 : is_option ? column_of_texts : first, ' ');
        const std::string end = is_command ? " \\" : "";
        while (line.size() > most) {
            const std::size_t at = line.rfind(' ', most - end.size());
            if (at == std::string::npos || at <= indent.size()) break;
            narrow += line.substr(0, at) + end + '\n';
            line.erase(0, at + 1);
            if (!is_option && !is_command && line.size() <= most) {
                rest = std::exchange(line, "");
                break;
            }
            line.insert(0, indent);
        }
        if (rest.empty()) narrow += line + '\n';
    }
    return rest.empty() ? narrow : narrow + rest + '\n';
}

std::string complaint_about_level(const std::string& word) {
    const bool is_level = word.size() == 1 && word[0] >= '0' && word[0] <= '3';
    return is_level || word == "course" ? ""
                                        : fmt::format(
                                              "--hints takes 0, 1, 2, 3 or course, not \"{}\" (`./lab grade "
                                              "--help` says what each tells)",
                                              word);
}

void require_labs_and_checks(const std::string& root, int lab, const std::vector<std::string>& patterns) {
    const std::map<int, Rubric> rubrics = load_rubrics(root, {});
    std::vector<int> labs;
    std::vector<std::string> names;
    for (const auto& [number, rubric] : rubrics) {
        labs.push_back(number);
        if (lab != 0 && lab != number) continue;
        for (const RubricCheck& check : rubric.checks) names.push_back(check.name);
    }
    if (lab != 0 && rubrics.count(lab) == 0)
        throw UserError(
            fmt::format("there is no lab {} here; there is lab {}", lab, fmt::join(labs, " and lab ")));
    for (const std::string& pattern : patterns) {
        const bool any = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
        });
        if (!any)
            throw UserError(
                fmt::format("no check matches --check {}{}", pattern, perhaps(nearest(pattern, names))));
    }
}

}  // namespace grader
