#include <memory>
#include <string>
#include <vector>

#include "class/task.hpp"
#include "class/verbs.hpp"

namespace grader {

namespace {

struct TaskWords {
    std::filesystem::path out;
    std::string id;
    bool alone = false;
};

}  // namespace

// For engines: nobody types it.
void add_class_task(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs) {
    const auto words = std::make_shared<TaskWords>();
    CLI::App* verb = app.add_subcommand("task", "Grade one student of a class, for an engine");
    verb->group("");
    verb->footer(
        "Exit status: 0 nothing is left to do for this student; 75 the machine failed, once more may do; 74 "
        "another\n"
        "             process grades this student now; 3 this machine can't do it; 64 wrong usage.");
    verb->add_option("out", words->out, "the class's directory")->type_name("DIR")->required();
    verb->add_option("id", words->id, "the student")->type_name("STUDENT")->required();
    verb->add_flag("--alone", words->alone, "nothing else of the class is graded meanwhile")
        ->disable_flag_override();
    verbs.push_back({verb, [words, &setting] {
                         return run_task(ClassDirectory(words->out), words->id, setting.call, words->alone);
                     }});
}

}  // namespace grader
