// ./lab class grades: the points of a class in the table of a learning platform.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <vector>

#include "class/gradebook/platform.hpp"
#include "class/gradebook_words.hpp"
#include "class/records.hpp"
#include "class/verbs.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct GradesWords {
    fs::path out;
    GradebookWords gradebook;
};

constexpr const char* about_grades =
    "KIND: canvas, moodle, gradescope, github-classroom, or csv for any other table with headings.\n\n"
    "Fills one column of the table that the platform itself exported (in Moodle the feedback, too), so that "
    "it "
    "can be\n"
    "imported there again: no other cell, row or column changes. Names who has no submission, who is not in "
    "the\n"
    "gradebook, whose row is not clear, and whose points are open: such cells stay as they are, and are no "
    "0.\n"
    "github-classroom makes its table itself where there is none; csv without a gradebook is "
    "DIR/grades.csv.\n\n"
    "Examples:\n"
    "  ./lab class grades DIR --for canvas --gradebook ~/Downloads/2026-12-01_Grades-CS1.csv --column 'Lab 4 "
    "(12345)'\n"
    "  ./lab class grades DIR --for moodle --gradebook Grades-CS1-Lab_4.csv --lab 4 --output upload.csv\n"
    "  ./lab class grades DIR --for csv --gradebook list.csv --match Matrikelnummer --column Punkte\n\n"
    "Exit status: 0 the table is written, whoever has points; 64 wrong usage.";

int run(const GradesWords& words, const ClassSetting& setting) {
    const ClassDirectory out(fs::absolute(words.out).lexically_normal());
    const Class asked = read_class(out);
    make_gradebook(out, asked, read_outcomes(out, asked), words.gradebook, setting.call.root);
    return 0;
}

}  // namespace

void add_class_grades(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs) {
    const auto words = std::make_shared<GradesWords>();
    CLI::App* verb = app.add_subcommand(
        "grades", "Fill the points into a gradebook of Canvas, Moodle, Gradescope, GitHub Classroom");
    verb->footer(about_grades);
    verb->add_option("out", words->out, "the class's directory")->type_name("DIR")->required();
    CLI::Option* platform = verb->add_option("--for", words->gradebook.platform, "whose table it is");
    platform->type_name("KIND")->required();
    verb->add_option("--lab", words->gradebook.fill.lab, "which lab's points, if the class has several")
        ->type_name("N")
        ->check(CLI::Range(1, 999));
    add_gradebook_options(*verb, platform, words->gradebook);
    verbs.push_back({verb, [words, &setting] { return run(*words, setting); }});
}

}  // namespace grader
