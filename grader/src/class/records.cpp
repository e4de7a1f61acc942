#include "class/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "class/identity.hpp"
#include "class/instant.hpp"
#include "report/text.hpp"
#include "result/json.hpp"

namespace grader {

namespace fs = std::filesystem;
using nlohmann::json;

IO_LABS_JSON_FIELDS_WITH_DEFAULT(RosterCell, column, text)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(Student, id, name, email, keys, cells, submission, repository, commit,
                                 submitted, late, problem, notices)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(Attempt, started, node, seconds, cpu_seconds, exit_status, alone, failure)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(State, attempts, has_verdict, is_final, submission_hash, grader_version,
                                 grader_hash, rubric_hashes, compiler, seeds, isolation, missing, slowdown,
                                 rescored)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(ClassOptions, lab, repeat, hints, within, checks, deadline, trusted)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(ClassMachine, node, cores, kernel)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(Class, source, layout, roster, created, options, grader_version, grader_hash,
                                 rubric_hashes, compiler, machine, handouts, columns, students, notices)

namespace {

/// Whatever bytes names have, the file is UTF-8.
std::string text_of(const json& value) {
    return value.dump(1, ' ', false, json::error_handler_t::replace) + '\n';
}

json parsed(const fs::path& path, const std::string& text) {
    json value = json::parse(text, nullptr, false);
    if (!value.is_object())
        throw UserError(fmt::format("{} is damaged: it is no JSON object", path.string()));
    return value;
}

template <typename Record>
Record record_of(const json& value, const fs::path& path) {
    try {
        return value.get<Record>();
    } catch (const json::exception& error) {
        throw UserError(fmt::format("{} is damaged: {}", path.string(), error.what()));
    }
}

}  // namespace

bool State::is_flagged() const {
    return std::any_of(attempts.begin(), attempts.end(),
                       [](const Attempt& one) { return !one.failure.empty(); });
}

bool has_canvas_columns(const Student& student) {
    return std::any_of(student.cells.begin(), student.cells.end(), [](const RosterCell& cell) {
        const std::string column = bare(cell.column);
        return column == "sisuserid" || column == "sisloginid" || column == "section";
    });
}

const Student* Class::student(std::string_view id) const {
    const auto found =
        std::find_if(students.begin(), students.end(), [&](const Student& one) { return one.id == id; });
    return found == students.end() ? nullptr : &*found;
}

Class read_class(const ClassDirectory& out) {
    const auto text = read_file(out.record());
    if (!text)
        throw UserError(
            fmt::format("{} holds no class (there is no class.json in it); `./lab class grade` makes one",
                        out.path().string()));
    const json value = parsed(out.record(), *text);
    if (value.value("format", "") != class_format)
        throw UserError(fmt::format("{} is no record of a class", out.record().string()));
    if (value.value("version", 0) > class_version)
        throw UserError(
            fmt::format("{} was written by a newer version; update this repository", out.record().string()));
    return record_of<Class>(value, out.record());
}

void write_class(const ClassDirectory& out, const Class& asked) {
    json value = asked;
    value["format"] = class_format;
    value["version"] = class_version;
    ReplacedFile(out.record(), "record of the class").write(text_of(value));
}

State read_state(const ClassDirectory& out, const std::string& id) {
    const fs::path path = out.state(id);
    const auto text = read_file(path);
    return text ? record_of<State>(parsed(path, *text), path) : State();
}

Outcome read_outcome(const ClassDirectory& out, const std::string& id) {
    Outcome outcome{read_state(out, id), std::nullopt};
    if (!outcome.state.has_verdict) return outcome;
    const fs::path path = out.result(id);
    const auto text = read_file(path);
    const json value = text ? parse_document(*text) : json(json::value_t::discarded);
    if (value.is_discarded()) throw UserError(fmt::format("{} is missing or damaged", path.string()));
    try {
        outcome.document = from_json(value);
    } catch (const UserError& error) {
        throw UserError(fmt::format("{} is damaged: {}", path.string(), error.what()));
    }
    return outcome;
}

void write_state(const ClassDirectory& out, const std::string& id, const State& state) {
    ReplacedFile(out.state(id), "state").write(text_of(state));
}

std::vector<Outcome> read_outcomes(const ClassDirectory& out, const Class& asked) {
    std::vector<Outcome> outcomes;
    for (const Student& student : asked.students) {
        Outcome outcome = read_outcome(out, student.id);
        if (outcome.document) outcome.document = slim(std::move(*outcome.document));
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

ResultDocument slim(ResultDocument document) {
    for (LabResult& lab : document.labs) {
        lab.exhibits.clear();
        for (CheckResult& check : lab.checks) {
            if (!check.finding) continue;
            check.finding->steps.clear();
            check.finding->exhibits.clear();
            std::erase_if(check.finding->facts,
                          [](const Fact& fact) { return fact.kind != FactKind::hides_from_sanitizers; });
        }
        for (Cause& cause : lab.causes) {
            cause.exhibits.clear();
            cause.passage.clear();
            cause.timeline.reset();
        }
    }
    return document;
}

std::string standing(const Student& student, const Outcome& outcome) {
    if (!student.problem.empty()) return "nothing to grade";
    if (outcome.document) return std::string(word(outcome.document->status()));
    return outcome.state.is_final ? "no verdict" : "waiting";
}

std::vector<std::string> reasons_of(const Outcome& outcome) {
    std::vector<std::string> reasons;
    if (!outcome.document) return reasons;
    for (const LabResult& lab : outcome.document->labs) {
        const bool is_one = lab.status == LabStatus::not_built || lab.status == LabStatus::not_started;
        if (!is_one || lab.reason.empty()) continue;
        std::string reason = printable(lab.reason);
        if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
            reasons.push_back(std::move(reason));
    }
    return reasons;
}

std::string utc_time_now() {
    return utc_text(std::time(nullptr));
}

}  // namespace grader
