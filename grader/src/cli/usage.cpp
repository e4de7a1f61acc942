#include "cli/usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "cli/labs.hpp"
#include "result/nearest.hpp"

namespace grader {

namespace {

namespace fs = std::filesystem;

/// The subcommand that was named, else the program itself.
const CLI::App& innermost(const CLI::App& app) {
    const auto named = app.get_subcommands();
    return named.empty() ? app : *named.front();
}

std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    names.emplace_back("--no-install");  // what `lab` itself takes, anywhere
    return names;
}

/// "; did you mean X?", or nothing.
std::string perhaps(const std::optional<std::string>& meant, const char* prefix = "") {
    return meant ? fmt::format("; did you mean {}{}?", prefix, *meant) : "";
}

bool is_an_option(const std::string& word) {
    return word.size() > 1 && word.front() == '-';
}

std::string unexpected(const CLI::App& app, const std::string& word) {
    if (!is_an_option(word)) return fmt::format("\"{}\" is one word too many", word);
    // A beginning of an option's name is near to it, however much is left out.
    const std::vector<std::string> names = option_names(app);
    std::optional<std::string> meant = nearest(word.substr(0, word.find('=')), names);
    const auto longer =
        std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.rfind(word, 0) == 0; });
    if (!meant && word.size() > 3 && longer != names.end()) meant = *longer;
    return fmt::format("there is no option {}{}", word, perhaps(meant));
}

std::string no_such_verb(const CLI::App& app, const std::vector<std::string>& extra) {
    std::vector<std::string> verbs;
    for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
    if (extra.empty())
        return "what to do? ./lab grade, ./lab watch, ./lab debug, ./lab report, ./lab hint or ./lab doctor";
    const std::string& word = extra.front();
    if (is_an_option(word))
        return fmt::format("the verb comes first, then its options: ./lab grade {}", word);
    return fmt::format("there is no \"{}\"{}", word, perhaps(nearest(word, verbs), "./lab "));
}

/// An option with a wrong number of values; nothing if `name` is no option.
std::string wrong_number_of_values(const CLI::App& app, const std::string& name,
                                   const std::vector<std::string>& words) {
    const CLI::Option* option = app.get_option_no_throw(name);
    if (option == nullptr) return {};
    if (option->get_items_expected_max() == 0)
        return fmt::format("{} takes no value: write {} alone", name, name);
    const auto with_value = [&](const std::string& word) { return word.rfind(name + "=", 0) == 0; };
    const auto times = std::count_if(words.begin(), words.end(),
                                     [&](const auto& word) { return word == name || with_value(word); });
    const bool lacks = std::find(words.begin(), words.end(), name + "=") != words.end();
    if (times > 1 && !lacks && option->get_items_expected_max() == 1)
        return fmt::format("{} is there {} times; give it once", name, times);
    return fmt::format("{} wants a value: {} {}", name, name, option->get_type_name());
}

/// What is meant by a word that is no directory: a lab, a verb; nothing if it is neither.
std::string command_meant_by(const std::string& word) {
    if (complaint_about_lab(word).empty()) return "./lab grade " + lab_option(lab_number(word));
    if (word == "help") return "./lab grade --help";
    if (word == "debug" || word == "doctor" || word == "report" || word == "hint" || word == "test" ||
        word == "setup" || word == "watch")
        return "./lab " + word;
    return {};
}

/// The option that CLI11 speaks of: "--lab: 1 required N missing", "keep was given a disallowed flag
/// override".
std::string named_in(const std::string& message) {
    const std::string first = message.substr(0, message.find_first_of(": "));
    return first.rfind("--", 0) == 0 ? first : "--" + first;
}

bool is_number_between(int least, int most, const std::string& text) {
    int number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end && number >= least && number <= most;
}

bool could_be_a_stage(const std::string& word) {
    return word.size() == 1 && std::isalpha(static_cast<unsigned char>(word.front())) != 0;
}

bool could_be_a_pattern(const std::string& word) {
    return word.find_first_of("/. ~") == std::string::npos;
}

}  // namespace

std::string explain_refusal(const CLI::App& app, const CLI::ParseError& error,
                            const std::vector<std::string>& words) {
    const CLI::App& verb = innermost(app);
    // Whatever else is missing: a word that nobody knows is the likeliest mistake, and an option before
    // others.
    const std::vector<std::string> extra = app.remaining(true);
    const auto option = std::find_if(extra.begin(), extra.end(), is_an_option);
    if (&verb == &app && error.get_name() == "RequiredError") return no_such_verb(app, extra);
    if (option != extra.end()) return unexpected(verb, *option);
    if (!extra.empty()) return unexpected(verb, extra.back());
    const std::string message = error.what();
    if (error.get_name() == "ArgumentMismatch" || error.get_name() == "ConversionError") {
        const std::string name = named_in(message);
        for (const CLI::App* place : {&verb, &app}) {
            if (std::string said = wrong_number_of_values(*place, name, words); !said.empty()) return said;
        }
    }
    if (error.get_name() == "RequiredError" && verb.get_name() == "hint")
        return "which cause? ./lab hint CAUSE, as the report calls it";
    if (error.get_name() == "RequiredError" && verb.get_name() == "report")
        return message.rfind("--as", 0) == 0
                   ? "--as is missing, the format of the report: ./lab report DOCUMENT --as FORMAT"
                   : "the document is missing: ./lab report DOCUMENT --as FORMAT";
    if (error.get_name() == "RequiredError" && verb.get_name() == "debug")
        return "the check is missing: ./lab debug CHECK";
    return message;
}

void take_operands(const std::vector<std::string>& operands, GradeOptions& options) {
    std::vector<std::string> submissions;
    for (const std::string& word : operands) {
        if (word.empty()) throw UserError("the submission's name is empty; leave it out to grade starter/");
        std::error_code ignored;
        const bool there = fs::exists(word, ignored);
        if (const std::string meant = there ? "" : command_meant_by(word); !meant.empty()) {
            throw UserError(
                options.lab && meant.find("--lab") != std::string::npos
                    ? "--lab takes one lab; leave it out to grade all"
                    : fmt::format("{}: there is no such directory; did you mean `{}`?", word, meant));
        }
        if (!there && !options.stages.empty() && could_be_a_stage(word))
            options.stages.push_back(word);
        else if (!there && !options.checks.empty() && could_be_a_pattern(word))
            options.perhaps_checks.push_back(word);
        else
            submissions.push_back(word);
    }
    if (submissions.size() > 1) {
        // A pattern without quotes becomes the names of the files that match it.
        throw UserError(
            fmt::format("one submission at a time, not {}; did you mean `./lab grade {}`? (A pattern for "
                        "--check goes in quotes)",
                        fmt::join(submissions, " and "), submissions.front()));
    }
    if (!submissions.empty()) {
        options.submission = submissions.front();
    } else if (!options.student.empty() && fs::is_directory(options.student)) {
        throw UserError(
            fmt::format("--student takes a name, and {} is a directory; did you mean `./lab grade {}`, or "
                        "`./lab grade SUBMISSION --student {}`?",
                        options.student, options.student, options.student));
    }
}

void take_lab_and_submission(const std::vector<std::string>& words, GradeOptions& options, const char* verb) {
    std::string usage = fmt::format("./lab {} [4|5] [SUBMISSION]", verb);
    for (const std::string& word : words) {
        std::error_code ignored;
        if (!options.lab && complaint_about_lab(word).empty())
            options.lab = lab_number(word);
        else if (!options.submission.empty() || word.empty())
            throw UserError(fmt::format("one lab and one directory at a time: {}", usage));
        else if (fs::is_directory(word, ignored))
            options.submission = word;
        else if (lab_number(word) != 0)
            throw UserError(complaint_about_lab(word));
        else
            throw UserError(fmt::format("{}: there is no such directory: {}", word, usage));
    }
}

std::string complaint_about_nothing(const std::string& value) {
    return value.empty() ? "its value is empty" : "";
}

std::string complaint_about_repeat(const std::string& value) {
    constexpr int most = 10'000;
    if (is_number_between(1, most, value)) return {};
    return fmt::format("how often? a number from 1 to {}, not \"{}\"", most, value);
}

std::string complaint_about_within(const std::string& value) {
    // Less is not enough to build a server. The most is a day.
    constexpr int least = 30;
    constexpr int most = 86'400;
    if (is_number_between(least, most, value)) return {};
    return fmt::format("in how many seconds? a number from {} to {}, not \"{}\"", least, most, value);
}

}  // namespace grader
