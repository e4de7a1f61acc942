#include "on_machine.hpp"

#include <stdlib.h>
#include <sys/wait.h>

#include <fstream>

namespace grader {

namespace fs = std::filesystem;

namespace {

std::string quoted(const fs::path& path) {
    return "'" + path.string() + "'";
}

}  // namespace

std::vector<std::string> Graded::with(const std::string& verdict) const {
    std::vector<std::string> names;
    if (document.is_null()) return names;
    for (const auto& lab : document.at("labs")) {
        for (const auto& check : lab.at("checks"))
            if (check.at("verdict") == verdict) names.push_back(check.at("name"));
    }
    return names;
}

std::string Graded::seen_by(const std::string& name) const {
    if (document.is_null()) return {};
    for (const auto& lab : document.at("labs")) {
        for (const auto& check : lab.at("checks"))
            if (check.at("name") == name && check.contains("finding") && !check.at("finding").is_null())
                return check.at("finding").at("seen");
    }
    return {};
}

OnMachine::OnMachine() {
    // Root's servers run as another user, who must come through.
    fs::permissions(directory_, fs::perms(0755));
}

Graded OnMachine::run(const std::string& shell, const std::string& arguments) const {
    const fs::path script = directory_ / "script";
    const fs::path out = directory_ / "out";
    const fs::path err = directory_ / "err";
    // A file, because a limit of the size of files would hit bash's own here-documents.
    std::ofstream(script) << "export IO_LABS_CACHE=" << quoted(BUILDS_OF_TESTS) << "\nmkdir -p "
                          << quoted(BUILDS_OF_TESTS) << "\nPATH=" << quoted(PROGRAMS_OF_TESTS) << ":$PATH\n"
                          << shell << " " << quoted(GRADER) << " --root " << quoted(REPOSITORY) << " "
                          << arguments << "\n";
    // The outputs through pipes, whose size no limit binds.
    const std::string command = "(bash " + quoted(script) + " 2>&3 | cat >" + quoted(out) +
                                "; exit ${PIPESTATUS[0]}) 3>&1 | cat >" + quoted(err) +
                                "; exit ${PIPESTATUS[0]}";
    std::ofstream(directory_ / "outer") << command << "\n";
    const int status = std::system(("bash " + quoted(directory_ / "outer")).c_str());
    Graded graded;
    graded.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    graded.printed = contents(out);
    graded.complaint = contents(err);
    return graded;
}

Graded OnMachine::grade(const std::string& shell, int lab, const std::vector<std::string>& patterns) const {
    const fs::path document = directory_ / "document.json";
    std::string arguments = "grade " + quoted(fs::path(REPOSITORY) / "solutions") + " --lab " +
                            std::to_string(lab) + " --json " + quoted(document);
    for (const std::string& pattern : patterns) arguments += " --check '" + pattern + "'";
    Graded graded = run(shell, arguments);
    graded.document = nlohmann::json::parse(contents(document), nullptr, false);
    if (graded.document.is_discarded()) graded.document = nullptr;
    return graded;
}

}  // namespace grader
