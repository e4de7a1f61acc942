#include "place.hpp"

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "base/error.hpp"
#include "world.hpp"

namespace grader::hostile {

namespace fs = std::filesystem;

namespace {

std::string random_tag() {
    std::random_device random;
    std::ostringstream tag;
    tag << std::hex << '_' << random();
    return tag.str();
}

std::string attributes_of(const fs::path& file) {
    char names[4096];
    const ssize_t length = ::llistxattr(file.c_str(), names, sizeof names);
    std::string all;
    for (ssize_t at = 0; at < length; at += static_cast<ssize_t>(std::string(names + at).size()) + 1)
        all += std::string(" ") + (names + at);
    return all;
}

std::string description_of(const fs::path& file) {
    struct stat about {};
    check(::lstat(file.c_str(), &about), "lstat " + file.string());
    std::ostringstream text;
    text << "mode " << std::oct << about.st_mode << std::dec << ", owner " << about.st_uid << ':'
         << about.st_gid << ", links " << about.st_nlink << ", changed " << about.st_mtim.tv_sec << '.'
         << about.st_mtim.tv_nsec << ", touched " << about.st_ctim.tv_sec << '.' << about.st_ctim.tv_nsec
         << attributes_of(file);
    if (S_ISREG(about.st_mode))
        text << ", " << about.st_size << " bytes, hash " << std::hash<std::string>()(contents(file));
    if (S_ISLNK(about.st_mode)) text << ", to " << fs::read_symlink(file).string();
    return text.str();
}

void copy_all(const fs::path& from, const fs::path& to) {
    fs::create_directories(to.parent_path());
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
}

}  // namespace

Place::Place(uid_t owner, const Attack& attack, bool with_attack)
    : owner_(owner), attack_(attack), with_attack_(with_attack), tag_(random_tag()) {
    check(::chmod(root_.c_str(), 0755), "chmod " + root_.string());
    for (const char* const directory : {"home/.ssh", "home/.cache/io-labs", "home/results", "tmp", "out",
                                        "run", "class/ada", "class/mallory", "bin"})
        fs::create_directories(root_ / directory);
    copy_course();
    plant_all();
}

void Place::plant(const std::string& file, const std::string& text, mode_t mode) const {
    std::ofstream(root_ / file) << text;
    check(::chmod((root_ / file).c_str(), mode), "chmod " + file);
}

void Place::plant_all() const {
    plant("home/notes.txt", secret("notes") + "\n", 0644);
    plant("home/.netrc", "machine example.org password " + secret("netrc") + "\n", 0600);
    plant("home/.bash_history", "curl -u me:" + secret("history") + " example.org\n", 0600);
    plant("home/.ssh/id_ed25519", secret("key") + "\n", 0600);
    plant("home/results/ada.json", R"({"score": 100, "of": ")" + secret("result") + "\"}\n", 0644);
    plant("course/solutions/lab4/answer.hpp", "// " + secret("solution") + "\n#define ANSWER 42\n", 0644);
    check(::chmod((root_ / "home/.ssh").c_str(), 0700), "chmod .ssh");
    // What is written in here is what the grader makes: its cache.
    check(::chmod((root_ / "tmp").c_str(), 01777), "chmod tmp");
}

void Place::copy_course() const {
    for (const char* const part : {"labs", "starter", "runtime", "solutions"})
        copy_all(fs::path(REPOSITORY) / part, course() / part);
    copy_all(GRADER, grader());
    copy_all(MACHINE_WITHOUT, machine_without());
}

void Place::give_to_owner() const {
    if (::geteuid() != 0) return;
    for (const auto& entry : fs::recursive_directory_iterator(root_))
        check(::lchown(entry.path().c_str(), owner_, owner_), "chown " + entry.path().string());
}

void Place::write_submissions(const Ports& ports, pid_t bystander) const {
    const std::string lab = "lab" + std::to_string(attack_.lab);
    copy_all(fs::path(REPOSITORY) / "solutions" / lab, neighbour() / lab);
    std::ofstream(neighbour() / lab / "private.hpp") << "// " << secret("neighbour") << '\n';
    const std::string whole = attack_.directory / lab;
    const fs::path base = fs::path(HOSTILE) / "base";
    const fs::path target = submission() / lab;
    const std::string begin = mark();
    const std::string reversed(begin.rbegin(), begin.rend());
    const bool is_whole = fs::is_directory(whole) && with_attack_;
    if (with_attack_ && !attack_.prepare.empty() && !is_whole &&
        !fs::exists(attack_.directory / "attack.hpp")) {
        prepare();
        return;
    }
    if (is_whole) {
        copy_all(whole, target);
    } else {
        fs::create_directories(target);
        fs::copy(base / (lab + ".cpp"), target / "main.cpp");
        const fs::path trick = attack_.directory / (with_attack_ ? "attack.hpp" : "honest.hpp");
        if (fs::exists(trick))
            fs::copy(trick, target / "attack.hpp");
        else
            std::ofstream(target / "attack.hpp") << "\n";
    }
    for (const auto& shared : fs::directory_iterator(base)) {
        if (shared.path().extension() == ".hpp")
            fs::copy(shared.path(), target / shared.path().filename(), fs::copy_options::skip_existing);
    }
    std::ofstream header(target / "place.hpp");
    const auto text = [&](const char* name, const std::string& value) {
        header << "#define " << name << " \"" << value << "\"\n";
    };
    header << "#pragma once\n";
    text("HOME_DIRECTORY", home());
    text("SCRATCH_DIRECTORY", scratch());
    text("DOCUMENTS_DIRECTORY", documents());
    text("COURSE_DIRECTORY", course());
    text("SUBMISSION_DIRECTORY", submission());
    text("NEIGHBOUR_DIRECTORY", neighbour());
    text("GRADER_PROGRAM", grader());
    text("OPEN_SOCKET", open_socket());
    text("AGENT_SOCKET", agent_socket());
    text("LOG_SOCKET", log_socket());
    text("ABSTRACT_SOCKET", abstract_socket());
    text("ABSTRACT_LOG", abstract_log());
    text("OUTSIDE_ADDRESS", outside_address);
    text("SECRET_MARK_REVERSED", reversed);
    header << "#define CANARY_PORT " << ports.canary << "\n#define ECHO_PORT " << ports.echo
           << "\n#define UDP_PORT " << ports.udp << "\n#define BYSTANDER " << bystander << '\n';
    header.close();
    // Build-time tricks need the addresses as file names.
    for (const auto& entry : fs::recursive_directory_iterator(target)) {
        if (entry.is_symlink() || !entry.is_regular_file() || entry.path().filename() == "place.hpp")
            continue;
        std::string source = contents(entry.path());
        bool changed = false;
        for (const auto& [word, path] : std::map<std::string, std::string>{
                 {"@HOME@", home()}, {"@COURSE@", course()}, {"@NEIGHBOUR@", neighbour()}, {"@LAB@", lab}}) {
            for (std::size_t at = 0; (at = source.find(word, at)) != std::string::npos; changed = true)
                source.replace(at, word.size(), path);
        }
        if (changed) std::ofstream(entry.path()) << source;
    }
    // attacks/NAME/links: "PATH TARGET" a line; a repository need not hold links that lead out of it.
    std::istringstream links(with_attack_ ? contents(attack_.directory / "links") : "");
    for (std::string from, to; links >> from >> to;) {
        for (const auto& [word, path] : std::map<std::string, std::string>{
                 {"@HOME@", home()}, {"@COURSE@", course()}, {"@NEIGHBOUR@", neighbour()}}) {
            if (const auto at = to.find(word); at != std::string::npos) to.replace(at, word.size(), path);
        }
        fs::create_symlink(to, submission() / from);
    }
    prepare();
}

void Place::prepare() const {
    if (with_attack_ && !attack_.prepare.empty()) {
        fs::create_directories(submission());
        const std::string words = "set -eu; cd '" + submission().string() + "'\n" + attack_.prepare;
        if (std::system(words.c_str()) != 0)
            throw std::runtime_error(attack_.name + ": its commands to prepare the submission failed");
    }
    give_to_owner();
}

std::map<std::string, std::string> Place::canaries() const {
    std::map<std::string, std::string> found;
    // A submission may have folders that nobody may read.
    for (auto entry = fs::recursive_directory_iterator(root_, fs::directory_options::skip_permission_denied);
         entry != fs::recursive_directory_iterator(); ++entry) {
        const std::string name = entry->path().lexically_relative(root_);
        if (name == "home/.cache/io-labs" || name == "tmp" || name == "out") {
            entry.disable_recursion_pending();
            continue;
        }
        found[name] = description_of(entry->path());
    }
    found["."] = description_of(root_);
    return found;
}

namespace {

/// A table of a thousand processes tells no more than its beginning.
std::string shortened(const std::string& text) {
    constexpr std::size_t most = 240;
    return text.size() <= most ? text : text.substr(0, most) + "…";
}

}  // namespace

std::vector<std::string> differences(const std::map<std::string, std::string>& before,
                                     const std::map<std::string, std::string>& after) {
    std::vector<std::string> found;
    for (const auto& [name, was] : before) {
        const auto now = after.find(name);
        if (now == after.end())
            found.push_back(name + " is gone (" + shortened(was) + ")");
        else if (now->second != was)
            found.push_back(name + " was: " + shortened(was) + "; is: " + shortened(now->second));
    }
    for (const auto& [name, is] : after) {
        if (before.count(name) == 0) found.push_back(name + " is new (" + shortened(is) + ")");
    }
    return found;
}

}  // namespace grader::hostile
