// Where an attack is graded: a directory with a home, a class with a neighbour, a course with its solutions,
// and a copy of the grader, all of them of the user who grades and full of secrets. What must not change is
// compared file by file.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "attack.hpp"
#include "support/temporary_directory.hpp"

namespace grader::hostile {

struct Ports {
    int canary = 0;  // TCP: nobody may come here
    int echo = 0;    // TCP: somebody else's echo server, which a forged ready line may name
    int udp = 0;
};

class Place {
 public:
    /// Makes all of it, for this user.
    Place(uid_t owner, const Attack& attack, bool with_attack);

    /// Writes the submissions, which know the addresses in here and these ports, and the process that stands
    /// by.
    void write_submissions(const Ports& ports, pid_t bystander) const;

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    [[nodiscard]] std::filesystem::path home() const { return root_ / "home"; }
    [[nodiscard]] std::filesystem::path scratch() const { return root_ / "tmp"; }
    [[nodiscard]] std::filesystem::path documents() const { return root_ / "out"; }
    [[nodiscard]] std::filesystem::path course() const { return root_ / "course"; }
    [[nodiscard]] std::filesystem::path grader() const { return root_ / "bin/io-labs-grader"; }
    [[nodiscard]] std::filesystem::path machine_without() const { return root_ / "bin/machine_without"; }
    [[nodiscard]] std::filesystem::path submission() const { return root_ / "class/mallory"; }
    [[nodiscard]] std::filesystem::path neighbour() const { return root_ / "class/ada"; }
    [[nodiscard]] std::string open_socket() const { return root_ / "run/open.sock"; }
    [[nodiscard]] std::string agent_socket() const { return root_ / "home/agent.sock"; }
    [[nodiscard]] std::string log_socket() const { return root_ / "run/log.sock"; }
    [[nodiscard]] std::string abstract_socket() const { return "@io-labs" + tag_; }
    [[nodiscard]] std::string abstract_log() const { return "@io-labs-log" + tag_; }

    /// How every secret begins. It stands in no file that the submission brings. A word of C++, so that a
    /// compiler that meets one quotes it whole.
    [[nodiscard]] std::string mark() const { return "io_labs_secret" + tag_; }
    [[nodiscard]] std::string secret(const std::string& of) const { return mark() + "_" + of; }

    /// All that must not change, with its content, mode, owner, times and extended attributes.
    [[nodiscard]] std::map<std::string, std::string> canaries() const;

 private:
    void plant(const std::string& file, const std::string& text, mode_t mode) const;
    void plant_all() const;
    void copy_course() const;
    /// Has the attack's own commands run in the submission.
    void prepare() const;
    void give_to_owner() const;

    uid_t owner_;
    const Attack& attack_;
    bool with_attack_;
    const TemporaryDirectory temporary_;
    const std::filesystem::path root_ = temporary_.path();
    std::string tag_;
};

/// The lines in which two tables differ: "home/notes: ... is now ...".
std::vector<std::string> differences(const std::map<std::string, std::string>& before,
                                     const std::map<std::string, std::string>& after);

}  // namespace grader::hostile
