#include "class/outputs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/replaced_file.hpp"
#include "class/csv.hpp"
#include "class/page/page.hpp"
#include "class/words.hpp"
#include "result/json.hpp"

namespace grader {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr ClassOutput all_outputs[] = {
    {"results.jsonl", results_jsonl},
    {"grades.csv", grades_csv},
    {"flicker.csv", flicker_csv},
};

/// The labs that anybody has, each with the stages of all its documents in their order.
std::map<int, std::vector<Stage>> stages_of(const std::vector<Outcome>& outcomes) {
    std::map<int, std::vector<Stage>> stages;
    for (const Outcome& outcome : outcomes) {
        if (!outcome.document) continue;
        for (const LabResult& lab : outcome.document->labs) {
            std::vector<Stage>& known = stages[lab.lab];
            for (const Stage& stage : lab.stages) {
                const bool is_new = std::none_of(known.begin(), known.end(),
                                                 [&](const Stage& one) { return one.id == stage.id; });
                if (is_new) known.push_back(stage);
            }
        }
    }
    return stages;
}

const LabResult* lab_of(const Outcome& outcome, int number) {
    if (!outcome.document) return nullptr;
    for (const LabResult& lab : outcome.document->labs) {
        if (lab.lab == number) return &lab;
    }
    return nullptr;
}

int points_in(const LabResult& lab, const std::string& stage) {
    int sum = 0;
    for (const CheckResult& check : lab.checks) {
        if (check.stage == stage && !check.advisory && check.verdict == Verdict::pass) sum += check.points;
    }
    return sum;
}

/// What the instructor should know of this student, in one cell.
std::string all_notices(const Student& student, const Outcome& outcome) {
    std::vector<std::string> all;
    if (!student.problem.empty()) all.push_back(student.problem);
    all.insert(all.end(), student.notices.begin(), student.notices.end());
    for (const Attempt& attempt : outcome.state.attempts) {
        if (!attempt.failure.empty()) all.push_back(attempt.failure);
    }
    for (std::string& reason : reasons_of(outcome)) all.push_back(std::move(reason));
    if (outcome.document)
        all.insert(all.end(), outcome.document->notices.begin(), outcome.document->notices.end());
    return fmt::format("{}", fmt::join(all, "; "));
}

json json_of(const LabResult& lab) {
    json stages = json::array();
    for (const Stage& stage : lab.stages)
        stages.push_back({{"id", stage.id}, {"title", stage.title}, {"points", points_in(lab, stage.id)}});
    json checks = json::array();
    for (const CheckResult& check : lab.checks)
        checks.push_back({{"name", check.name},
                          {"stage", check.stage},
                          {"verdict", word(check.verdict)},
                          {"points", check.points},
                          {"max_points", check.max_points},
                          {"advisory", check.advisory},
                          {"runs", check.runs},
                          {"passed_runs", check.passed_runs}});
    json causes = json::array();
    for (const Cause& cause : lab.causes)
        causes.push_back({{"id", cause.id}, {"sure", cause.sure}, {"explains", cause.explains}});
    return {{"lab", lab.lab},
            {"status", word(lab.status)},
            {"points", lab.score()},
            {"of", lab.max_score()},
            {"reason", lab.reason},
            {"stages", std::move(stages)},
            {"checks", std::move(checks)},
            {"causes", std::move(causes)}};
}

}  // namespace

std::span<const ClassOutput> class_outputs() {
    return all_outputs;
}

void write_outputs(const ClassDirectory& out, const Class& asked, const std::vector<Outcome>& outcomes) {
    for (const ClassOutput& output : class_outputs())
        ReplacedFile(out.path() / output.file, std::string(output.file))
            .write(output.render(asked, outcomes));
    ReplacedFile(out.path() / "index.html", "page of the class")
        .write(class_page(asked, outcomes, read_page_context(out)));
}

std::vector<std::string> stale_outputs(const ClassDirectory& out) {
    std::vector<std::string> lines;
    const auto add = [&](const std::string& what, const std::vector<std::string>& command) {
        lines.push_back(
            fmt::format("{} is of the results before; to make it anew: {}", what, class_command(command)));
    };
    std::error_code error;
    std::vector<fs::path> tables;
    for (fs::directory_iterator at(out.path(), error), end; !error && at != end; at.increment(error)) {
        const std::string stem = at->path().stem().string();
        if (at->path().extension() == ".csv" && stem.find("-lab") != std::string::npos)
            tables.push_back(at->path());
    }
    std::sort(tables.begin(), tables.end());
    for (const fs::path& table : tables) {
        // KIND-labN.csv, as `grades` calls them by default.
        const std::string stem = table.stem().string();
        const auto middle = stem.rfind("-lab");
        std::vector<std::string> command = {"grades", out.path().string(),    "--for", stem.substr(0, middle),
                                            "--lab",  stem.substr(middle + 4)};
        if (command[3] != "github-classroom") {
            command.emplace_back("--gradebook");
            command.emplace_back("FILE");
        }
        add(table.string(), command);
    }
    if (fs::exists(out.path() / "mail" / "mails.csv", error))
        add((out.path() / "mail").string(), {"mail", out.path().string()});
    return lines;
}

std::string results_jsonl(const Class& asked, const std::vector<Outcome>& outcomes) {
    std::string text;
    for (std::size_t index = 0; index < asked.students.size(); ++index) {
        const Student& student = asked.students[index];
        const Outcome& outcome = outcomes[index];
        json line = {{"id", student.id},           {"name", student.name},
                     {"email", student.email},     {"standing", standing(student, outcome)},
                     {"late", student.late},       {"problem", student.problem},
                     {"notices", student.notices}, {"state", outcome.state}};
        json labs = json::array();
        if (outcome.document) {
            line["document_notices"] = outcome.document->notices;
            for (const LabResult& lab : outcome.document->labs) labs.push_back(json_of(lab));
        }
        line["labs"] = std::move(labs);
        text += line.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
    }
    return text;
}

std::string grades_csv(const Class& asked, const std::vector<Outcome>& outcomes) {
    const auto stages = stages_of(outcomes);
    std::vector<std::string> head = {"student", "name", "email"};
    head.insert(head.end(), asked.columns.begin(), asked.columns.end());
    for (const auto& [lab, of_lab] : stages) {
        head.push_back(fmt::format("lab{}", lab));
        head.push_back(fmt::format("lab{} of", lab));
        for (const Stage& stage : of_lab) head.push_back(fmt::format("lab{} {}", lab, stage.id));
        head.push_back(fmt::format("lab{} status", lab));
    }
    head.insert(head.end(), {"points", "of", "status", "late", "notices"});
    std::string text = csv_line(head);
    for (std::size_t index = 0; index < asked.students.size(); ++index) {
        const Student& student = asked.students[index];
        const Outcome& outcome = outcomes[index];
        std::vector<std::string> cells = {student.id, student.name, student.email};
        for (std::size_t column = 0; column < asked.columns.size(); ++column)
            cells.push_back(column < student.cells.size() ? student.cells[column].text : "");
        for (const auto& [number, of_lab] : stages) {
            const LabResult* lab = lab_of(outcome, number);
            cells.push_back(lab != nullptr ? std::to_string(lab->score()) : "");
            cells.push_back(lab != nullptr ? std::to_string(lab->max_score()) : "");
            for (const Stage& stage : of_lab)
                cells.push_back(lab != nullptr ? std::to_string(points_in(*lab, stage.id)) : "");
            cells.push_back(lab != nullptr ? std::string(word(lab->status)) : "");
        }
        cells.push_back(outcome.document ? std::to_string(outcome.document->score()) : "");
        cells.push_back(outcome.document ? std::to_string(outcome.document->max_score()) : "");
        cells.push_back(standing(student, outcome));
        cells.push_back(student.late ? "late" : "");
        cells.push_back(all_notices(student, outcome));
        text += csv_line(cells);
    }
    return text;
}

std::string flicker_csv(const Class& asked, const std::vector<Outcome>& outcomes) {
    std::string text = csv_line({"student", "lab", "check", "passed", "of"});
    for (std::size_t index = 0; index < asked.students.size(); ++index) {
        if (!outcomes[index].document) continue;
        for (const LabResult& lab : outcomes[index].document->labs) {
            for (const CheckResult& check : lab.checks) {
                if (check.passed_runs == 0 || check.passed_runs == check.runs) continue;
                text += csv_line({asked.students[index].id, fmt::format("lab{}", lab.lab), check.name,
                                  std::to_string(check.passed_runs), std::to_string(check.runs)});
            }
        }
    }
    return text;
}

}  // namespace grader
