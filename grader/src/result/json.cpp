#include "result/json.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "result/bounds.hpp"

namespace grader {

namespace {

using nlohmann::json;

json as_json(const Exhibit& exhibit);
json as_json(const Fact& fact);
json as_json(const Moment& moment);
json as_json(const Cause& cause);
json as_json(const Stage& stage);
json as_json(const CheckResult& check);
json as_json(const Diagnostic& diagnostic);
json as_json(const Layer& layer);
json as_json(const LabResult& lab);

template <typename Item>
json list_of(const std::vector<Item>& items) {
    json list = json::array();
    for (const Item& item : items) list.push_back(as_json(item));
    return list;
}

json as_json(const Exhibit& exhibit) {
    return {{"title", exhibit.title}, {"lines", exhibit.lines}};
}

json as_json(const SourceLine& source) {
    json result = {
        {"file", source.file}, {"line", source.line}, {"function", source.function}, {"text", source.text}};
    if (!source.before.empty()) result["before"] = source.before;
    if (!source.after.empty()) result["after"] = source.after;
    return result;
}

json as_json(const Finding& finding) {
    json result = {{"steps", finding.steps},
                   {"expected", finding.expected},
                   {"seen", finding.seen},
                   {"exhibits", list_of(finding.exhibits)}};
    if (finding.source) result["source"] = as_json(*finding.source);
    if (!finding.facts.empty()) result["facts"] = list_of(finding.facts);
    return result;
}

json as_json(const Fact& fact) {
    json result = {{"kind", name_of(fact.kind)}, {"value", fact.value}, {"seen", fact.seen}};
    if (fact.source) result["source"] = as_json(*fact.source);
    return result;
}

json as_json(const Moment& moment) {
    json result = {{"lane", moment.lane},       {"begin_us", moment.begin_us}, {"end_us", moment.end_us},
                   {"kind", word(moment.kind)}, {"text", moment.text},         {"decides", moment.decides}};
    if (!moment.outcome.empty()) result["outcome"] = moment.outcome;
    if (moment.from) result["from"] = *moment.from;
    if (moment.to) result["to"] = *moment.to;
    if (moment.left_out_before > 0) result["left_out_before"] = moment.left_out_before;
    return result;
}

json as_json(const Timeline& timeline) {
    return {{"title", timeline.title},
            {"lanes", timeline.lanes},
            {"moments", list_of(timeline.moments)},
            {"goes_on", timeline.goes_on}};
}

json as_json(const Cause& cause) {
    json result = {{"id", cause.id},
                   {"what", cause.what},
                   {"evidence", cause.evidence},
                   {"exhibits", list_of(cause.exhibits)},
                   {"why", cause.why},
                   {"hints", cause.hints},
                   {"link", cause.link},
                   {"passage", cause.passage},
                   {"explains", cause.explains},
                   {"sure", cause.sure}};
    if (cause.source) result["source"] = as_json(*cause.source);
    if (cause.timeline) result["timeline"] = as_json(*cause.timeline);
    return result;
}

json as_json(const CheckResult& check) {
    json result = {{"name", check.name},
                   {"title", check.title},
                   {"stage", check.stage},
                   {"points", check.points},
                   {"max_points", check.max_points},
                   {"advisory", check.advisory},
                   {"verdict", word(check.verdict)},
                   {"runs", check.runs},
                   {"passed_runs", check.passed_runs},
                   {"duration_ms", check.duration_ms},
                   {"why", check.why},
                   {"hint", check.hint},
                   {"link", check.link},
                   {"replay", check.replay}};
    if (check.finding) result["finding"] = as_json(*check.finding);
    if (check.missing)
        result["missing"] = {{"behaviour", check.missing->behaviour}, {"failed", check.missing->failed}};
    return result;
}

json as_json(const Stage& stage) {
    return {{"id", stage.id}, {"title", stage.title}};
}

json as_json(const Diagnostic& diagnostic) {
    return {{"file", diagnostic.file},       {"line", diagnostic.line},
            {"column", diagnostic.column},   {"severity", word(diagnostic.severity)},
            {"message", diagnostic.message}, {"text", diagnostic.text}};
}

json as_json(const BuildResult& build) {
    return {{"ok", build.ok},
            {"duration_ms", build.duration_ms},
            {"diagnostics", list_of(build.diagnostics)},
            {"omitted", build.omitted},
            {"reason", build.reason}};
}

json as_json(const LabResult& lab) {
    return {{"lab", lab.lab},
            {"title", lab.title},
            {"handout", lab.handout},
            {"read", lab.read},
            {"status", word(lab.status)},
            {"score", lab.score()},
            {"max_score", lab.max_score()},
            {"reason", lab.reason},
            {"exhibits", list_of(lab.exhibits)},
            {"build", as_json(lab.build)},
            {"stages", list_of(lab.stages)},
            {"checks", list_of(lab.checks)},
            {"causes", list_of(lab.causes)}};
}

json as_json(const Layer& layer) {
    return {{"name", layer.name}, {"held", layer.held}, {"detail", layer.detail}};
}

json as_json(const MachineReport& machine) {
    return {{"cores", machine.cores},
            {"kernel", machine.kernel},
            {"slowdown", machine.slowdown},
            {"layers", list_of(machine.layers)}};
}

}  // namespace

std::string_view word(Verdict verdict) {
    switch (verdict) {
        case Verdict::not_run:
            return "not-run";
        case Verdict::pass:
            return "pass";
        case Verdict::fail:
            return "fail";
        case Verdict::inconclusive:
            return "inconclusive";
        case Verdict::not_reached:
            return "not-reached";
    }
    return "not-run";
}

std::string_view word(Severity severity) {
    switch (severity) {
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
        case Severity::fatal_error:
            return "fatal error";
    }
    return "error";
}

std::string_view word(LabStatus status) {
    switch (status) {
        case LabStatus::unfinished:
            return "unfinished";
        case LabStatus::passed:
            return "passed";
        case LabStatus::failed:
            return "failed";
        case LabStatus::inconclusive:
            return "inconclusive";
        case LabStatus::not_built:
            return "not-built";
        case LabStatus::not_started:
            return "not-started";
    }
    return "unfinished";
}

std::string_view word(Moment::Kind kind) {
    switch (kind) {
        case Moment::Kind::runs:
            return "runs";
        case Moment::Kind::sleeps:
            return "sleeps";
        case Moment::Kind::calls:
            return "calls";
        case Moment::Kind::sends:
            return "sends";
        case Moment::Kind::gets:
            return "gets";
        case Moment::Kind::leaves:
            return "leaves";
    }
    return "calls";
}

json to_json(const ResultDocument& unbounded) {
    const ResultDocument document = bounded(unbounded);
    return {{"format", document_format},
            {"version", document_version},
            {"grader_version", document.grader_version},
            {"finished", document.finished},
            {"status", word(document.status())},
            {"score", document.score()},
            {"max_score", document.max_score()},
            {"submission", document.submission},
            {"started_utc", document.started_utc},
            {"duration_ms", document.duration_ms},
            {"partial", document.partial},
            {"only_stages", document.only_stages},
            {"notices", document.notices},
            {"machine", as_json(document.machine)},
            {"labs", list_of(document.labs)}};
}

}  // namespace grader
