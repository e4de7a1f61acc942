// A document whose every text is an attack on the reader's medium.
#pragma once

#include <string>
#include <vector>

#include "recorded.hpp"
#include "result/bounds.hpp"

namespace grader {

inline Cause hostile_cause(const std::string& attack) {
    Cause cause;
    cause.id = cause.what = cause.why = cause.link = cause.passage = attack;
    cause.evidence.assign(100, attack);
    cause.hints.assign(5, attack);
    cause.exhibits = {{attack, {attack, attack}}};
    cause.source = SourceLine{attack,
                              2'000'000'000,
                              attack,
                              attack,
                              std::vector<std::string>(50, attack),
                              std::vector<std::string>(50, attack)};
    cause.timeline = Timeline{attack,
                              {attack, attack},
                              {{0, 0, 5, Moment::Kind::calls, attack, true, attack},
                               {1, 1, 1, Moment::Kind::sends, attack, false, attack}},
                              true};
    return cause;
}

/// `attack` in every field that a submission has a say in, and in the others as well.
inline ResultDocument hostile(const std::string& attack) {
    ResultDocument document = recorded("failures");
    document.submission = document.started_utc = document.machine.kernel = attack;
    document.notices = {attack};
    document.machine.layers.push_back({attack, false, attack});
    LabResult& lab = document.labs[0];
    lab.title = lab.reason = lab.handout = lab.read = attack;
    lab.stages[0].title = attack;
    lab.build.diagnostics = {{attack, 3, 4, Severity::error, attack, attack}};
    lab.exhibits = {{attack, {attack, attack}}};
    bool explained = false;
    for (CheckResult& check : lab.checks) {
        check.title = check.why = check.hint = check.link = check.replay = attack;
        check.name = (explained ? "explained " : "") + attack;
        explained = !explained;
        check.verdict = Verdict::fail;
        // Built in steps: g++ 12 takes the whole of it in one expression for uninitialized.
        Finding& finding = check.finding.emplace();
        finding.steps = {attack, attack};
        finding.expected = attack;
        finding.seen = attack + check.name;
        finding.exhibits = {{attack, {attack}}};
        finding.source = SourceLine{attack, 1, attack, attack};
    }
    lab.causes.resize(max_causes, hostile_cause(attack));
    lab.causes[0].explains = {"explained " + attack};
    return document;
}

/// The same for a lab that was graded, one that was not built and one that did not start.
inline std::vector<ResultDocument> hostile_documents(const std::string& attack) {
    std::vector<ResultDocument> documents;
    for (const LabStatus status : {LabStatus::failed, LabStatus::not_built, LabStatus::not_started}) {
        documents.push_back(hostile(attack));
        documents.back().labs[0].status = status;
        documents.back().labs[0].build.ok = status != LabStatus::not_built;
    }
    return documents;
}

/// Markup of every medium that a report is written in, and what hides or reverses text.
inline std::string markup_attack() {
    using namespace std::string_literals;
    return "<script>alert(1)</script></style></title></textarea><!-- --><img src=x onerror=alert(1)>]]>\" ' "
           "&lt;\n"
           "::error file=x::forged\n  ::set-output "
           "name=x::y\n##[error]forged\r::endgroup::\n%0A::warning::forged\n"
           "```\n~~~~\n````` | a | b |\n| --- |\n# heading\n- [x](javascript:alert(1)) "
           "![i](http://example.org/x)\n"
           "@everyone #1 GH-7 https://example.org www.example.org a@example.org :tada: $x$ **b** _i_ `c` \\ "
           "[^1]\n"
           "</details></summary></td></table>\n1. one\n> quote\n    code\n===\n---\n"
           "\x1b[2J\x07\b\x7f\xc2\x9b"
           "31m\xe2\x80\xae"
           "gnp\xff\xc3\x28\0x\xe2\x80\x8b"s +
           std::string(6000, 'w');
}

}  // namespace grader
