// One grading: the grader, started by a shell as a user would, and all documents that it writes.
#pragma once

#include <sys/types.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "mode.hpp"
#include "place.hpp"

namespace grader::hostile {

struct Grading {
    std::string who;  // "mallory": names the documents
    int status = -1;  // as the shell has it: 128 + N for a signal
    bool in_time = true;
    int seconds = 0;
    std::string terminal;
    std::map<std::string, std::string> documents;  // "json", "junit", …

    [[nodiscard]] nlohmann::json result() const;
    /// Points and, if asked for, the sum of what there was to get. 0 without a document.
    [[nodiscard]] double score() const;
    [[nodiscard]] double max_score() const;
    /// "passed", "not-built", …: of the lab.
    [[nodiscard]] std::string lab_status() const;
    /// "EchoesOneMessage: pass, OneThread…: fail", for messages.
    [[nodiscard]] std::string verdicts() const;

    /// What is wrong with how it ended and with the documents: one line each.
    [[nodiscard]] std::vector<std::string> faults() const;
};

class Grader {
 public:
    Grader(const Place& place, uid_t user, std::set<std::string> refused, bool trusted);

    /// Starts it; the shell's pid.
    pid_t start(const std::filesystem::path& submission, const Attack& attack) const;
    /// Waits, at most so long; then it is killed.
    [[nodiscard]] Grading finish(pid_t shell, const std::filesystem::path& submission, int seconds) const;

 private:
    [[nodiscard]] std::string command(const std::filesystem::path& submission, const Attack& attack) const;

    const Place& place_;
    uid_t user_;
    std::set<std::string> refused_;
    bool trusted_;
};

}  // namespace grader::hostile
