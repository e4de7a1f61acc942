// Classes made of the recorded result documents of the reports' tests.
#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "class/records.hpp"
#include "result/json.hpp"

namespace grader {

inline ResultDocument document_named(const std::string& name) {
    const auto text = read_file(std::string(DOCUMENTS "/") + name + ".json");
    if (!text) throw std::runtime_error("no recorded document " + name);
    return from_json(nlohmann::json::parse(*text));
}

struct SampleClass {
    Class asked;
    std::vector<Outcome> outcomes;

    /// `document`: of DOCUMENTS; empty: there is no verdict.
    Student& add(const std::string& id, const std::string& document = "") {
        Student student;
        student.id = id;
        student.submission = "/class/" + id;
        asked.students.push_back(std::move(student));
        Outcome outcome;
        if (!document.empty()) {
            outcome.document = document_named(document);
            outcome.state.has_verdict = outcome.state.is_final = true;
        }
        outcomes.push_back(std::move(outcome));
        return asked.students.back();
    }

    /// With an address and a name.
    Student& add(const std::string& id, const std::string& document, const std::string& name) {
        Student& student = add(id, document);
        student.name = name;
        student.email = id + "@example.edu";
        return student;
    }
};

/// Six students, one of each kind of outcome: 100 points; some failures; something open; not built; nothing
/// handed in; the machine failed.
inline SampleClass sample_class() {
    SampleClass sample;
    sample.asked.source = "/class";
    sample.asked.created = "2026-11-30T10:00:00Z";
    sample.add("ada", "all-pass", "Ada Lovelace");
    sample.add("grace", "one-cause", "Grace Hopper");
    sample.add("edsger", "inconclusive", "Edsger Dijkstra");
    sample.add("barbara", "not-built", "Barbara Liskov");
    Student& tony = sample.add("tony", "", "Tony Hoare");
    tony.problem = "the archive is damaged";
    tony.submission.clear();
    sample.add("leslie", "", "Leslie Lamport");
    sample.outcomes.back().state.is_final = true;
    sample.outcomes.back().state.attempts.push_back({});
    sample.outcomes.back().state.attempts.back().failure = "the grader was ended by SIGKILL";
    return sample;
}

}  // namespace grader
