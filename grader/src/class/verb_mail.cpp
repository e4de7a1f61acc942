// ./lab class mail: a text for each student, as files.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "class/mail/mail.hpp"
#include "class/records.hpp"
#include "class/usage.hpp"
#include "class/verbs.hpp"
#include "class/words.hpp"
#include "report/course_settings.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct MailWords {
    fs::path out;
    fs::path form;
    std::string hints;
    std::string pages;
};

constexpr const char* about_mail =
    "Writes DIR/mail/ID.txt for each student: points a lab, the first cause with its place, what is open, "
    "what "
    "came late,\n"
    "where the report is. And DIR/mail/mails.csv for a program that sends them: address, subject, text, "
    "report. "
    "Nothing is\n"
    "sent. A template is a text in which braces stand for what is the student's: {name}, {id}, {email}, "
    "{points}, {late},\n"
    "{cause}, {open}, {notices}, {report}.\n\n"
    "Exit status: 0 written; 64 wrong usage.";

MailOptions options_of(const MailWords& words, const Class& asked, const ClassSetting& setting) {
    MailOptions options;
    const std::string& hints = words.hints.empty() ? asked.options.hints : words.hints;
    if (!hints.empty()) options.hints = hints_named(hints, setting.call.root);
    options.pages = words.pages;
    if (words.form.empty()) return options;
    const auto text = read_file(words.form);
    if (!text) throw UserError(fmt::format("{} can't be read", words.form.string()));
    check_template(*text, words.form.string());
    options.text = *text;
    return options;
}

int run(const MailWords& words, const ClassSetting& setting) {
    const ClassDirectory out(fs::absolute(words.out).lexically_normal());
    const Class asked = read_class(out);
    const MailOptions options = options_of(words, asked, setting);
    const fs::path mails = out.path() / "mail";
    std::error_code error;
    fs::create_directories(mails, error);
    if (error) throw UserError(fmt::format("{} can't be made: {}", mails.string(), error.message()));
    // Whole documents: a mail says more of a submission than a page of the class does.
    std::vector<Outcome> outcomes;
    for (const Student& student : asked.students) {
        Outcome outcome = read_outcome(out, student.id);
        ReplacedFile(mails / (student.id + ".txt"), "mail")
            .write(mail_to(student, outcome, asked, options).text);
        if (outcome.document) outcome.document = slim(std::move(*outcome.document));
        outcomes.push_back(std::move(outcome));
    }
    ReplacedFile(mails / "mails.csv", "list of mails").write(list_of_mails(asked, outcomes, options));
    std::size_t without_address = 0;
    std::size_t waiting = 0;
    for (std::size_t at = 0; at < outcomes.size(); ++at) {
        if (asked.students[at].email.empty()) ++without_address;
        if (standing(asked.students[at], outcomes[at]) == "waiting") ++waiting;
    }
    if (waiting > 0)
        fmt::print("{} not graded yet, as the texts say; to go on: {}\n",
                   counted(waiting, "student is", "students are"),
                   class_command({"grade", "--resume", "--out", out.path().string()}));
    const std::string way_out =
        asked.roster.empty()
            ? "; a class graded with --roster FILE has those of the roster, a table with a column email"
            : "; the roster has none of theirs in a column email";
    fmt::print("{} for {}{}; nothing was sent\n{}\n", counted(asked.students.size(), "text", "texts"),
               counted(asked.students.size(), "student", "students"),
               without_address > 0 ? fmt::format(", of whom {} no address here{}",
                                                 counted(without_address, "has", "have"), way_out)
                                   : "",
               (mails / "mails.csv").string());
    return 0;
}

}  // namespace

void add_class_mail(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs) {
    const auto words = std::make_shared<MailWords>();
    CLI::App* verb = app.add_subcommand("mail", "Write a text for each student, as files; nothing is sent");
    verb->footer(about_mail);
    verb->add_option("out", words->out, "the class's directory")->type_name("DIR")->required();
    verb->add_option("--hints", words->hints,
                     "how much the texts tell: 0 to 3, or course; default: as much as the reports")
        ->type_name("LEVEL")
        ->check(complaint_about_level);
    verb->add_option("--template", words->form, "a text of your own")->type_name("FILE");
    verb->add_option("--pages", words->pages,
                     "where DIR/students is on the web, if it is; default: the report is attached")
        ->type_name("URL");
    verbs.push_back({verb, [words, &setting] { return run(*words, setting); }});
}

}  // namespace grader
