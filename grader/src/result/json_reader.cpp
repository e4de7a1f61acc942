// from_json(): walks the JSON with a cursor that knows its own path, so that every complaint names the field.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

using nlohmann::json;

class Cursor {
 public:
    Cursor(const json& node, std::string path) : node_(node), path_(std::move(path)) {}

    [[nodiscard]] Cursor at(const std::string& key) const {
        require(node_.is_object(), "an object");
        const auto found = node_.find(key);
        const std::string path = path_.empty() ? key : path_ + "." + key;
        if (found == node_.end()) throw UserError("result document: " + path + " is missing");
        return {*found, path};
    }

    [[nodiscard]] bool has(const std::string& key) const { return node_.is_object() && node_.contains(key); }

    [[nodiscard]] std::string text() const {
        require(node_.is_string(), "a string");
        return node_.get<std::string>();
    }

    [[nodiscard]] bool truth() const {
        require(node_.is_boolean(), "true or false");
        return node_.get<bool>();
    }

    [[nodiscard]] double number() const {
        require(node_.is_number(), "a number");
        return node_.get<double>();
    }

    [[nodiscard]] long integer() const {
        require(node_.is_number_integer(), "an integer");
        return node_.get<long>();
    }

    /// Points are added up: those of a document must not overflow a sum, nor exceed what a rubric can say.
    [[nodiscard]] int points_up_to(int most) const {
        const long value = integer();
        if (value < 0 || value > most)
            throw UserError(
                fmt::format("result document: {} should be between 0 and {}, not {}", path_, most, value));
        return static_cast<int>(value);
    }

    [[nodiscard]] int small_integer() const {
        const long value = integer();
        if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) {
            throw UserError(fmt::format("result document: {} is out of range: {}", path_, value));
        }
        return static_cast<int>(value);
    }

    /// A place in a list of so many.
    [[nodiscard]] std::size_t place_in(std::size_t size) const {
        const long value = integer();
        if (value < 0 || static_cast<std::size_t>(value) >= size)
            throw UserError(
                fmt::format("result document: {} is no place in a list of {}: {}", path_, size, value));
        return static_cast<std::size_t>(value);
    }

    /// The value whose word stands here, of all from `first` to `last`.
    template <typename Value>
    [[nodiscard]] Value one_of(Value first, Value last) const {
        const std::string name = text();
        for (int at = static_cast<int>(first); at <= static_cast<int>(last); ++at) {
            if (word(static_cast<Value>(at)) == name) return static_cast<Value>(at);
        }
        throw UserError(fmt::format("result document: {} is unknown: \"{}\"", path_, name));
    }

    template <typename Read>
    [[nodiscard]] auto list(Read read) const {
        require(node_.is_array(), "a list");
        std::vector<decltype(read(*this))> items;
        for (std::size_t at = 0; at < node_.size(); ++at) {
            items.push_back(read(Cursor(node_[at], fmt::format("{}[{}]", path_, at))));
        }
        return items;
    }

 private:
    void require(bool is_it, std::string_view wanted) const {
        if (is_it) return;
        throw UserError(fmt::format("result document: {} should be {}, not {}", path_.empty() ? "it" : path_,
                                    wanted, node_.type_name()));
    }

    const json& node_;
    std::string path_;
};

std::vector<std::string> read_texts(const Cursor& at) {
    return at.list([](const Cursor& item) { return item.text(); });
}

Exhibit read_exhibit(const Cursor& at) {
    return {at.at("title").text(), read_texts(at.at("lines"))};
}

SourceLine read_source(const Cursor& at) {
    SourceLine source{at.at("file").text(), at.at("line").small_integer(), at.at("function").text(),
                      at.at("text").text()};
    if (at.has("before")) source.before = read_texts(at.at("before"));
    if (at.has("after")) source.after = read_texts(at.at("after"));
    return source;
}

/// Of a kind that this grader knows; facts of a newer one are for newer ones.
std::optional<Fact> read_fact(const Cursor& at) {
    const auto kind = fact_kind_named(at.at("kind").text());
    if (!kind) return std::nullopt;
    Fact fact{*kind, at.at("value").text(), at.at("seen").text()};
    if (at.has("source")) fact.source = read_source(at.at("source"));
    return fact;
}

Facts read_facts(const Cursor& at) {
    Facts facts;
    for (std::optional<Fact>& fact : at.list(read_fact)) {
        if (fact) facts.push_back(std::move(*fact));
    }
    return facts;
}

Timeline read_timeline(const Cursor& at) {
    Timeline timeline;
    timeline.title = at.at("title").text();
    timeline.lanes = read_texts(at.at("lanes"));
    timeline.goes_on = at.at("goes_on").truth();
    timeline.moments = at.at("moments").list([&](const Cursor& item) {
        const std::size_t lanes = timeline.lanes.size();
        Moment moment{
            item.at("lane").place_in(lanes), item.at("begin_us").integer(),
            item.at("end_us").integer(),     item.at("kind").one_of(Moment::Kind::runs, Moment::Kind::leaves),
            item.at("text").text(),          item.at("decides").truth()};
        if (item.has("outcome")) moment.outcome = item.at("outcome").text();
        if (item.has("from")) moment.from = item.at("from").place_in(lanes);
        if (item.has("to")) moment.to = item.at("to").place_in(lanes);
        if (item.has("left_out_before")) moment.left_out_before = item.at("left_out_before").small_integer();
        return moment;
    });
    return timeline;
}

Cause read_cause(const Cursor& at) {
    Cause cause;
    cause.id = at.at("id").text();
    cause.what = at.at("what").text();
    cause.evidence = read_texts(at.at("evidence"));
    cause.exhibits = at.at("exhibits").list(read_exhibit);
    cause.why = at.at("why").text();
    cause.hints = read_texts(at.at("hints"));
    cause.link = at.at("link").text();
    if (at.has("passage")) cause.passage = at.at("passage").text();
    cause.explains = read_texts(at.at("explains"));
    cause.sure = at.at("sure").truth();
    if (at.has("source")) cause.source = read_source(at.at("source"));
    if (at.has("timeline")) cause.timeline = read_timeline(at.at("timeline"));
    return cause;
}

Finding read_finding(const Cursor& at) {
    Finding finding;
    finding.steps = read_texts(at.at("steps"));
    finding.expected = at.at("expected").text();
    finding.seen = at.at("seen").text();
    finding.exhibits = at.at("exhibits").list(read_exhibit);
    if (at.has("source")) finding.source = read_source(at.at("source"));
    if (at.has("facts")) finding.facts = read_facts(at.at("facts"));
    return finding;
}

CheckResult read_check(const Cursor& at) {
    CheckResult check;
    check.name = at.at("name").text();
    check.title = at.at("title").text();
    check.stage = at.at("stage").text();
    check.max_points = at.at("max_points").points_up_to(std::numeric_limits<short>::max());
    check.points = at.at("points").points_up_to(check.max_points);
    check.advisory = at.at("advisory").truth();
    check.verdict = at.at("verdict").one_of(Verdict::not_run, Verdict::not_reached);
    check.runs = at.at("runs").small_integer();
    check.passed_runs = at.at("passed_runs").small_integer();
    check.duration_ms = at.at("duration_ms").integer();
    check.why = at.at("why").text();
    check.hint = at.at("hint").text();
    check.link = at.at("link").text();
    check.replay = at.at("replay").text();
    if (at.has("finding")) check.finding = read_finding(at.at("finding"));
    if (at.has("missing")) {
        const Cursor missing = at.at("missing");
        check.missing = {missing.at("behaviour").text(), read_texts(missing.at("failed"))};
    }
    return check;
}

Diagnostic read_diagnostic(const Cursor& at) {
    return {at.at("file").text(),
            at.at("line").small_integer(),
            at.at("column").small_integer(),
            at.at("severity").one_of(Severity::warning, Severity::fatal_error),
            at.at("message").text(),
            at.at("text").text()};
}

BuildResult read_build(const Cursor& at) {
    return {at.at("ok").truth(), at.at("duration_ms").integer(), at.at("diagnostics").list(read_diagnostic),
            at.at("omitted").small_integer(), at.at("reason").text()};
}

LabResult read_lab(const Cursor& at) {
    LabResult lab;
    lab.lab = at.at("lab").small_integer();
    lab.title = at.at("title").text();
    lab.handout = at.at("handout").text();
    if (at.has("read")) lab.read = at.at("read").text();  // older documents have none
    lab.status = at.at("status").one_of(LabStatus::unfinished, LabStatus::not_started);
    lab.reason = at.at("reason").text();
    lab.exhibits = at.at("exhibits").list(read_exhibit);
    lab.build = read_build(at.at("build"));
    lab.stages = at.at("stages").list([](const Cursor& stage) {
        return Stage{stage.at("id").text(), stage.at("title").text()};
    });
    lab.checks = at.at("checks").list(read_check);
    if (at.has("causes")) lab.causes = at.at("causes").list(read_cause);
    return lab;
}

MachineReport read_machine(const Cursor& at) {
    return {at.at("cores").small_integer(), at.at("kernel").text(), at.at("slowdown").number(),
            at.at("layers").list([](const Cursor& layer) {
                return Layer{layer.at("name").text(), layer.at("held").truth(), layer.at("detail").text()};
            })};
}

}  // namespace

json parse_document(std::string_view text) {
    constexpr int deepest = 32;
    // A value of JSON may be one byte of text, and takes sixteen here.
    constexpr std::size_t most_values = 500'000;
    std::size_t values = 0;
    struct TooMuch {};
    try {
        return json::parse(
            text,
            [&](int depth, json::parse_event_t, json&) {
                if (depth > deepest || ++values > most_values) throw TooMuch();
                return true;
            },
            false);
    } catch (const TooMuch&) {
        return json::value_t::discarded;
    }
}

ResultDocument from_json(const json& json) {
    const Cursor top(json, "");
    if (top.at("format").text() != document_format) {
        throw UserError(fmt::format("result document: format should be \"{}\", not \"{}\"", document_format,
                                    top.at("format").text()));
    }
    const long version = top.at("version").integer();
    if (version < oldest_document_version || version > document_version) {
        throw UserError(fmt::format("result document: it has version {}, this grader reads versions {} to {}",
                                    version, oldest_document_version, document_version));
    }
    ResultDocument document;
    document.finished = top.at("finished").truth();
    document.submission = top.at("submission").text();
    document.started_utc = top.at("started_utc").text();
    document.duration_ms = top.at("duration_ms").integer();
    document.partial = top.at("partial").truth();
    // Documents that were written before there were versions, notices and --stage have none.
    if (top.has("only_stages")) document.only_stages = read_texts(top.at("only_stages"));
    if (top.has("grader_version")) document.grader_version = top.at("grader_version").text();
    if (top.has("notices")) document.notices = read_texts(top.at("notices"));
    document.machine = read_machine(top.at("machine"));
    document.labs = top.at("labs").list(read_lab);
    return document;
}

}  // namespace grader
