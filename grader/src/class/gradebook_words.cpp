#include "class/gradebook_words.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "class/gradebook/classroom_table.hpp"
#include "class/gradebook/columns.hpp"
#include "class/gradebook/marks.hpp"
#include "class/gradebook/platform.hpp"
#include "class/gradebook/table.hpp"
#include "class/outputs.hpp"
#include "report/course_settings.hpp"
#include "report/style.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

bool makes_its_own(const Platform& platform) {
    return platform.name == "github-classroom" || platform.name == "csv";
}

std::string gradebook_text(const GradebookWords& words, const Platform& platform) {
    if (!words.gradebook.empty()) {
        const auto text = read_file(words.gradebook);
        if (!text) throw UserError(fmt::format("{} can't be read", words.gradebook.string()));
        return *text;
    }
    throw UserError(
        fmt::format("the {} that is to be filled in is missing: export it {}, and name it with --gradebook "
                    "FILE",
                    platform.title, platform.where));
}

/// A gradebook in the place of the class's own files would be the end of them, or be overwritten by them.
void require_free(const ClassDirectory& out, const Class& asked, const fs::path& output) {
    std::error_code ignored;
    const auto refuse = [&](const std::string& what) {
        throw UserError(fmt::format("{} is {}, and is not overwritten; name another file with --output",
                                    output.string(), what));
    };
    if (!asked.roster.empty() && fs::equivalent(output, asked.roster, ignored)) refuse("the class's roster");
    if (fs::equivalent(output, asked.source, ignored)) refuse("what the class was read from");
    if (fs::is_directory(output, ignored)) refuse("a directory");
    const fs::path inner = fs::weakly_canonical(fs::absolute(output), ignored)
                               .lexically_relative(fs::weakly_canonical(out.path(), ignored));
    if (inner.empty() || *inner.begin() == "..") return;
    // Beside them, only a table that no output of the class is called like.
    if (std::distance(inner.begin(), inner.end()) > 1) refuse("in a directory of the class's own files");
    constexpr std::string_view others[] = {"class.json", "index.html", "similar.json", "changes.csv"};
    const auto is_called = [&](std::string_view name) { return inner == fs::path(name); };
    const auto made = class_outputs();
    if (std::any_of(std::begin(others), std::end(others), is_called) ||
        std::any_of(made.begin(), made.end(), [&](const ClassOutput& one) { return is_called(one.file); }))
        refuse("a file of the class's own");
}

fs::path output_of(const ClassDirectory& out, const Class& asked, const GradebookWords& words, int lab) {
    const fs::path usual = out.path() / fmt::format("{}-lab{}.csv", words.platform, lab);
    const fs::path output = words.output.empty() ? usual : words.output;
    std::error_code ignored;
    if (!words.gradebook.empty() && fs::equivalent(output, words.gradebook, ignored))
        throw UserError(
            fmt::format("{} is the gradebook itself, which stays as it is; name another file with --output",
                        output.string()));
    if (output != "-") require_free(out, asked, output);
    return output;
}

/// On standard output ("-") goes the table, and what is said of it to standard error.
void write(const fs::path& output, const std::string& text, const std::string& said) {
    if (output == "-") {
        std::fwrite(text.data(), 1, text.size(), stdout);
        fmt::print(stderr, "{}", said);
        return;
    }
    ReplacedFile(output, "gradebook").write(text);
    fmt::print("{}{}\n", said, output.string());
}

}  // namespace

void check_gradebook(const GradebookWords& words, int lab) {
    const Platform& platform = platform_named(words.platform);
    if (words.gradebook.empty() && makes_its_own(platform)) return;
    const Table table(gradebook_text(words, platform), words.gradebook.string());
    FillOptions fill = words.fill;
    fill.lab = lab;
    if (lab != 0 || !fill.column.empty()) static_cast<void>(grade_columns(table, platform, fill));
}

void add_gradebook_options(CLI::App& verb, CLI::Option* platform, GradebookWords& words) {
    const std::size_t before = verb.get_options().size();
    verb.add_option("--gradebook", words.gradebook, "the platform's own exported table, which stays as it is")
        ->type_name("FILE")
        ->check(CLI::ExistingFile);
    verb.add_option("--column", words.fill.column,
                    "the column to fill in, as it is headed; default: the one with the lab in its heading")
        ->type_name("NAME");
    verb.add_option("--feedback", words.fill.feedback,
                    "the column for a line on what was found; default: the one that Moodle has for it")
        ->type_name("NAME");
    verb.add_option("--match", words.fill.match,
                    "the only column that tells who a row is; default: those that the platform has")
        ->type_name("NAME");
    verb.add_flag("--scale", words.fill.scale, "the column's maximum is not the lab's: points in proportion")
        ->disable_flag_override();
    verb.add_option("--maximum", words.maximum, "the column's maximum, where the table does not say it")
        ->type_name("N")
        ->check(CLI::Range(1, 100000));
    verb.add_flag("--with-open", words.with_open,
                  "points that are open count as lost; default: such a cell is left, and named")
        ->disable_flag_override();
    verb.add_option("--output", words.output,
                    "the file to write, - for standard output; default: DIR/KIND-labN.csv")
        ->type_name("FILE");
    const std::vector<CLI::Option*> all = verb.get_options();
    for (std::size_t at = before; at < all.size(); ++at) all[at]->needs(platform);
}

void make_gradebook(const ClassDirectory& out, const Class& asked, const std::vector<Outcome>& outcomes,
                    const GradebookWords& words, const fs::path& root) {
    const Platform& platform = platform_named(words.platform);
    if (platform.name == "csv" && words.gradebook.empty()) {
        std::error_code ignored;
        const bool is_usual =
            words.output.empty() || fs::equivalent(words.output, out.path() / "grades.csv", ignored);
        if (!is_usual && words.output != "-") require_free(out, asked, words.output);
        return write(words.output.empty() ? out.path() / "grades.csv" : words.output,
                     grades_csv(asked, outcomes), "");
    }
    MarkOptions of_marks;
    of_marks.lab = lab_for_marks(asked, outcomes, words.fill.lab);
    of_marks.with_open = words.with_open;
    if (!asked.options.hints.empty()) of_marks.hints = hints_named(asked.options.hints, root);
    FillOptions fill = words.fill;
    fill.lab = of_marks.lab;
    if (words.maximum > 0) fill.maximum = words.maximum;
    const fs::path output = output_of(out, asked, words, of_marks.lab);
    Table table(words.gradebook.empty() && makes_its_own(platform) ? classroom_table(asked, of_marks.lab)
                                                                   : gradebook_text(words, platform),
                words.gradebook.empty() ? "the table" : words.gradebook.string());
    const Filled filled =
        fill_gradebook(table, asked.students, marks_of(asked, outcomes, of_marks), platform, fill);
    const int said_to = output == "-" ? STDERR_FILENO : STDOUT_FILENO;
    write(output, table.text(), text_of(filled, static_cast<std::size_t>(detect_style(said_to).width)));
}

}  // namespace grader
