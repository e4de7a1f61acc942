#include "grading.hpp"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sstream>

#include "../report/xml.hpp"
#include "base/error.hpp"
#include "support/temporary_directory.hpp"

namespace grader::hostile {

namespace fs = std::filesystem;

namespace {

const std::vector<std::string> formats = {
    "html", "markdown", "github", "classroom", "classroom50-release", "gradescope", "junit", "labs"};

void become(uid_t user) {
    if (::geteuid() != 0 || user == 0) return;
    check(::setgroups(0, nullptr), "setgroups");
    check(::setresgid(user, user, user), "setresgid");
    check(::setresuid(user, user, user), "setresuid");
}

}  // namespace

nlohmann::json Grading::result() const {
    const auto document = documents.find("json");
    if (document == documents.end()) return {};
    nlohmann::json parsed = nlohmann::json::parse(document->second, nullptr, false);
    return parsed.is_discarded() ? nlohmann::json() : parsed;
}

double Grading::score() const {
    const nlohmann::json document = result();
    return document.is_object() ? document.value("score", 0.0) : 0.0;
}

double Grading::max_score() const {
    const nlohmann::json document = result();
    return document.is_object() ? document.value("max_score", 0.0) : 0.0;
}

std::string Grading::lab_status() const {
    const nlohmann::json document = result();
    if (!document.is_object() || document.value("labs", nlohmann::json::array()).empty()) return "";
    return document["labs"][0].value("status", "");
}

std::string Grading::verdicts() const {
    const nlohmann::json document = result();
    if (!document.is_object()) return "no document";
    std::string all = document.value("status", "");
    for (const auto& lab : document.value("labs", nlohmann::json::array())) {
        for (const auto& check : lab.value("checks", nlohmann::json::array()))
            all += ", " + check.value("name", "") + " " + check.value("verdict", "");
        if (!lab.value("reason", "").empty()) all += ", because: " + lab.value("reason", "").substr(0, 300);
    }
    return all;
}

std::vector<std::string> Grading::faults() const {
    std::vector<std::string> found;
    if (!in_time) found.push_back("the grading had not ended after " + std::to_string(seconds) + " s");
    if (status > 128) found.push_back("the grader ended by signal " + std::to_string(status - 128));
    if (status < 0 || (status > 3 && status <= 128))
        found.push_back("the grader's exit status is " + std::to_string(status));
    const nlohmann::json document = result();
    if (!document.is_object()) {
        found.emplace_back("the result document is missing or is no JSON");
        return found;
    }
    if (!document.value("finished", false)) found.emplace_back("the result document is unfinished");
    for (const std::string& format : formats) {
        const auto written = documents.find(format);
        if (written == documents.end() || written->second.empty()) {
            found.push_back("there is no document " + format);
            continue;
        }
        const bool is_json = format == "classroom" || format == "gradescope";
        if (is_json && nlohmann::json::parse(written->second, nullptr, false).is_discarded())
            found.push_back("the document " + format + " is no JSON");
        if (format == "junit") {
            try {
                XmlReader::read(written->second);
            } catch (const std::exception& error) {
                found.push_back(std::string("the document junit is no XML: ") + error.what());
            }
        }
    }
    return found;
}

Grader::Grader(const Place& place, uid_t user, std::set<std::string> refused, bool trusted)
    : place_(place), user_(user), refused_(std::move(refused)), trusted_(trusted) {}

std::string Grader::command(const fs::path& submission, const Attack& attack) const {
    std::ostringstream words;
    if (!refused_.empty()) {
        words << "'" << place_.machine_without().string() << "'";
        for (const std::string& what : refused_) words << ' ' << what;
        words << " -- ";
    }
    words << "'" << place_.grader().string() << "' --root '" << place_.course().string() << "' grade '"
          << submission.string() << "' --lab " << attack.lab;
    for (const std::string& check : attack.checks) words << " --check '" << check << "'";
    if (trusted_) words << " --trusted";
    const fs::path documents = place_.documents() / submission.filename();
    // As a home with a limit has it: whatever an attack does, the grading is over in time.
    constexpr int least_within = 30;
    constexpr int for_the_rest = 10;
    words << " --within " << std::max(least_within, attack.seconds - for_the_rest);
    words << " --json '" << documents.string() << ".json'";
    for (const std::string& format : formats)
        words << " --report " << format << "='" << documents.string() << '.' << format << "'";
    // The shell stays, as the parent that a user's grader has.
    words << " > '" << documents.string() << ".terminal' 2>&1; exit $?";
    return words.str();
}

pid_t Grader::start(const fs::path& submission, const Attack& attack) const {
    const std::string words = command(submission, attack);
    const pid_t shell = check(::fork(), "fork");
    if (shell != 0) return shell;
    ::setsid();
    become(user_);
    ::clearenv();
    const std::map<std::string, std::string> environment = {
        {"PATH", "/usr/local/bin:/usr/bin:/bin"},
        {"LANG", "C.UTF-8"},
        {"HOME", place_.home()},
        {"TMPDIR", place_.scratch()},
        {"SSH_AUTH_SOCK", place_.agent_socket()},
        {"GITHUB_TOKEN", place_.secret("token")},
        {"IO_LABS_SUITE_SECRET", place_.secret("environment")}};
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    if (::chdir(place_.home().c_str()) != 0) ::_exit(126);
    // Left open on purpose: what the grader inherits must not be what a submission gets.
    const int inherited = ::open((place_.home() / ".netrc").c_str(), O_RDWR);
    if (inherited >= 0) ::dup2(inherited, 17);
    ::execl("/bin/sh", "sh", "-c", words.c_str(), nullptr);
    ::_exit(126);
}

Grading Grader::finish(pid_t shell, const fs::path& submission, int seconds) const {
    using std::chrono::steady_clock;
    const auto begin = steady_clock::now();
    Grading grading;
    grading.who = submission.filename();
    int status = 0;
    for (;;) {
        const pid_t ended = ::waitpid(shell, &status, WNOHANG);
        grading.seconds = static_cast<int>(
            std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - begin).count());
        if (ended == shell) break;
        if (grading.seconds >= seconds && grading.in_time) {
            grading.in_time = false;
            ::kill(-shell, SIGTERM);
        }
        if (grading.seconds >= seconds + 5) ::kill(-shell, SIGKILL);
        ::usleep(10'000);
    }
    grading.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    const fs::path documents = place_.documents() / submission.filename();
    grading.terminal = contents(documents.string() + ".terminal");
    std::vector<std::string> expected = formats;
    expected.emplace_back("json");
    for (const std::string& format : expected) {
        if (const fs::path file = documents.string() + "." + format; fs::exists(file))
            grading.documents[format] = contents(file);
    }
    return grading;
}

}  // namespace grader::hostile
