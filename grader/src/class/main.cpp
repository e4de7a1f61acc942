// The table of contents of `./lab class`: parse, then do what the verb says.
#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <vector>

#include "base/error.hpp"
#include "class/usage.hpp"
#include "class/verbs.hpp"

namespace {

using namespace grader;

int obey(int argc, char** argv) {
    ClassSetting setting;
    setting.program = std::filesystem::read_symlink("/proc/self/exe");
    CLI::App app("Grades a whole class, and compares what came of it.", "./lab class");
    app.require_subcommand(1);
    app.add_option("--root", setting.call.root, "the course repository")
        ->type_name("DIR")
        ->required()
        ->group("");
    app.add_option("--grader", setting.call.grader, "the program that grades one submission")
        ->type_name("FILE")
        ->required()
        ->group("");
    app.footer("`./lab class VERB --help` says more.");
    std::vector<ClassVerb> verbs;
    add_class_grade(app, setting, verbs);
    add_class_grades(app, setting, verbs);
    add_class_mail(app, setting, verbs);
    add_class_rescore(app, setting, verbs);
    add_class_regrade(app, setting, verbs);
    add_class_verify(app, setting, verbs);
    add_class_similar(app, setting, verbs);
    add_class_task(app, setting, verbs);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            fmt::print("{}", narrow_help(app.help()));
            return 0;
        }
        fmt::print(stderr, "io-labs: {}\n", explain_class_refusal(app, error));
        return class_usage;
    }
    for (const ClassVerb& verb : verbs) {
        if (verb.app->parsed()) return verb.run();
    }
    return class_usage;
}

}  // namespace

int main(int argc, char** argv) {
    // Who reads our lines may have gone; the class goes on.
    ::signal(SIGPIPE, SIG_IGN);
    try {
        return obey(argc, argv);
    } catch (const UserError& error) {
        fmt::print(stderr, "io-labs: {}\n", error.what());
        return class_usage;
    } catch (const std::exception& error) {
        fmt::print(stderr, "io-labs: {}\n", error.what());
        return class_unfit;
    }
}
