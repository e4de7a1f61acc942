#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/captured.hpp"
#include "base/error.hpp"
#include "class/grading_process.hpp"
#include "class/rubrics.hpp"
#include "class/sha256.hpp"
#include "compile/find_compiler.hpp"
#include "submission/open.hpp"
#include "submission/submission.hpp"

namespace grader {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

/// With its length before it, so that no two lists of texts are the same bytes.
void add(Sha256& hash, const std::string& text) {
    hash.add(fmt::format("{}:", text.size()));
    hash.add(text);
}

}  // namespace

std::string hash_of_submission(const fs::path& root, const Student& student, int lab) {
    Wanted wanted;
    for (const RubricFile& rubric : rubric_files(root)) wanted.known.push_back(rubric.lab);
    if (lab != 0) wanted.lab = lab;
    Sha256 hash;
    try {
        const Submission submission =
            read_submission(*open_submission(student.submission, student.commit), wanted);
        for (const LabSources& sources : submission.labs) {
            add(hash, fmt::format("lab{}", sources.lab));
            add(hash, sources.complaint);
            std::vector<const SourceFile*> files;
            for (const SourceFile& file : sources.files) files.push_back(&file);
            std::sort(files.begin(), files.end(),
                      [](const SourceFile* one, const SourceFile* other) { return one->name < other->name; });
            for (const SourceFile* file : files) {
                add(hash, file->name);
                add(hash, file->text);
            }
        }
    } catch (const std::exception& error) {
        add(hash, error.what());
    }
    return hash.digest();
}

std::string name_of_compiler() {
    try {
        const Captured told =
            capture({find_compiler(), "--version"}, {"LC_ALL=C", "PATH=/usr/bin:/bin"}, 20s, 1U << 16U);
        return told.output.substr(0, told.output.find('\n'));
    } catch (const std::runtime_error&) {
        return {};
    }
}

ClassMachine this_machine() {
    utsname about{};
    ::uname(&about);
    return {about.nodename, static_cast<int>(std::thread::hardware_concurrency()), about.release};
}

void describe(State& state, const GraderCall& call, const Student& student, const ClassOptions& options,
              const std::optional<ResultDocument>& document) {
    state.submission_hash = hash_of_submission(call.root, student, options.lab);
    state.grader_hash = sha256_of_file(call.grader);
    state.rubric_hashes = hashes_of_rubrics(call.root, {});
    state.compiler = name_of_compiler();
    // Clients send what a generator with a fixed start makes (evidence/clients/bytes.hpp).
    state.seeds = "fixed by the grader's version";
    state.rescored.clear();
    if (!document) return;
    state.grader_version = document->grader_version;
    state.slowdown = document->machine.slowdown;
    state.isolation.clear();
    state.missing.clear();
    for (const Layer& layer : document->machine.layers)
        (layer.held ? state.isolation : state.missing).push_back(layer.name);
}

}  // namespace grader
