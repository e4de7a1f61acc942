#include "result/bounds.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "result/utf8.hpp"

namespace grader {

namespace {

std::string valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const Utf8Step step = decode_utf8(text);
        valid += step.valid ? text.substr(0, step.length) : std::string_view("\uFFFD");
        text.remove_prefix(step.length);
    }
    return valid;
}

void bound(std::string& text, std::size_t limit = max_text_bytes) {
    text = bounded_text(text, limit);
}

void bound(Exhibit& exhibit) {
    bound(exhibit.title);
    if (exhibit.lines.size() > max_exhibit_lines) {
        const std::size_t more = exhibit.lines.size() - (max_exhibit_lines - 1);
        exhibit.lines.resize(max_exhibit_lines - 1);
        exhibit.lines.push_back(fmt::format("… {} more lines", more));
    }
    for (std::string& line : exhibit.lines) bound(line, max_exhibit_line_bytes);
}

void bound(std::vector<Exhibit>& exhibits) {
    if (exhibits.size() > max_exhibits) exhibits.resize(max_exhibits);
    for (Exhibit& exhibit : exhibits) bound(exhibit);
}

void bound(SourceLine& source) {
    bound(source.file);
    bound(source.function);
    bound(source.text, max_exhibit_line_bytes);
    if (source.before.size() > lines_around)
        source.before.erase(source.before.begin(), source.before.end() - std::ptrdiff_t{lines_around});
    if (source.after.size() > lines_around) source.after.resize(lines_around);
    for (std::vector<std::string>* lines : {&source.before, &source.after}) {
        for (std::string& line : *lines) bound(line, max_exhibit_line_bytes);
    }
}

void bound(Facts& facts) {
    if (facts.size() > max_facts) facts.resize(max_facts);
    for (Fact& fact : facts) {
        bound(fact.value, max_exhibit_line_bytes);
        bound(fact.seen, max_exhibit_line_bytes);
        if (fact.source) bound(*fact.source);
    }
}

void bound(Timeline& timeline) {
    bound(timeline.title, max_exhibit_line_bytes);
    for (std::string& lane : timeline.lanes) bound(lane, max_exhibit_line_bytes);
    if (timeline.moments.size() > max_moments) timeline.moments.resize(max_moments);
    for (Moment& moment : timeline.moments) {
        bound(moment.text, max_exhibit_line_bytes);
        bound(moment.outcome, max_exhibit_line_bytes);
    }
}

void bound(Cause& cause) {
    for (std::string* text : {&cause.id, &cause.what, &cause.why, &cause.link, &cause.passage}) bound(*text);
    if (cause.hints.size() > max_hints) cause.hints.resize(max_hints);
    for (std::vector<std::string>* texts : {&cause.hints, &cause.explains}) {
        for (std::string& text : *texts) bound(text);
    }
    if (cause.evidence.size() > max_facts) cause.evidence.resize(max_facts);
    for (std::string& sentence : cause.evidence) bound(sentence, max_exhibit_line_bytes);
    bound(cause.exhibits);
    if (cause.source) bound(*cause.source);
    if (cause.timeline) bound(*cause.timeline);
}

void bound(Finding& finding) {
    if (finding.steps.size() > max_steps) finding.steps.resize(max_steps);
    for (std::string& step : finding.steps) bound(step);
    bound(finding.expected);
    bound(finding.seen);
    bound(finding.exhibits);
    if (finding.source) bound(*finding.source);
    bound(finding.facts);
}

void bound(CheckResult& check) {
    for (std::string* text :
         {&check.name, &check.title, &check.stage, &check.why, &check.hint, &check.link, &check.replay}) {
        bound(*text);
    }
    if (check.finding) bound(*check.finding);
    if (!check.missing) return;
    bound(check.missing->behaviour);
    if (check.missing->failed.size() > max_steps) check.missing->failed.resize(max_steps);
    for (std::string& name : check.missing->failed) bound(name);
}

void bound(BuildResult& build) {
    if (build.diagnostics.size() > max_diagnostics) {
        build.omitted += static_cast<int>(build.diagnostics.size() - max_diagnostics);
        build.diagnostics.resize(max_diagnostics);
    }
    for (Diagnostic& diagnostic : build.diagnostics) {
        bound(diagnostic.file);
        bound(diagnostic.message);
        bound(diagnostic.text, max_exhibit_line_bytes);
    }
    bound(build.reason);
}

void bound(LabResult& lab) {
    for (std::string* text : {&lab.title, &lab.handout, &lab.read, &lab.reason}) bound(*text);
    bound(lab.exhibits);
    bound(lab.build);
    for (Stage& stage : lab.stages) {
        bound(stage.id);
        bound(stage.title);
    }
    for (CheckResult& check : lab.checks) bound(check);
    if (lab.causes.size() > max_causes) lab.causes.resize(max_causes);
    for (Cause& cause : lab.causes) bound(cause);
}

void bound_notices(std::vector<std::string>& notices) {
    if (notices.size() > max_notices) {
        const std::size_t more = notices.size() - (max_notices - 1);
        notices.resize(max_notices - 1);
        notices.push_back(fmt::format("… {} more notices", more));
    }
    for (std::string& notice : notices) bound(notice, max_notice_bytes);
}

/// They stand in headings and commands, so they are what a rubric would call them: a letter, or a word.
void bound_stages(std::vector<std::string>& stages) {
    constexpr std::size_t most_letters = 32;
    if (stages.size() > max_steps) stages.resize(max_steps);
    for (std::string& stage : stages) {
        std::erase_if(stage, [](unsigned char letter) { return std::isalnum(letter) == 0; });
        if (stage.size() > most_letters) stage.resize(most_letters);
    }
}

}  // namespace

std::string bounded_text(std::string_view text, std::size_t limit) {
    constexpr std::size_t room_for_note = 32;
    if (text.size() <= limit) {
        std::string valid = valid_utf8(text);
        if (valid.size() <= limit) return valid;
    }
    // U+FFFD takes three bytes: cutting before and after the replacement keeps this linear in the limit.
    const std::string valid = valid_utf8(utf8_prefix(text, limit));
    const std::string_view kept = utf8_prefix(valid, limit - room_for_note);
    return fmt::format("{}… ({} bytes in all)", kept, text.size());
}

ResultDocument bounded(ResultDocument document) {
    bound(document.submission);
    bound(document.started_utc);
    bound(document.grader_version);
    bound_notices(document.notices);
    bound_stages(document.only_stages);
    bound(document.machine.kernel);
    // JSON knows no infinity.
    if (!std::isfinite(document.machine.slowdown)) document.machine.slowdown = 1.0;
    for (Layer& layer : document.machine.layers) {
        bound(layer.name);
        bound(layer.detail);
    }
    for (LabResult& lab : document.labs) bound(lab);
    return document;
}

}  // namespace grader
