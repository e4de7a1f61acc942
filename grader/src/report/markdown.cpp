#include "report/markdown.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/blocks.hpp"
#include "report/cause_words.hpp"
#include "report/check_words.hpp"
#include "report/lab_words.hpp"
#include "report/markdown_text.hpp"
#include "report/passage.hpp"
#include "report/text.hpp"
#include "report/timeline_text.hpp"
#include "result/bounds.hpp"
#include "result/json.hpp"

namespace grader {

namespace {

constexpr std::size_t room_for_note = 400;
constexpr std::size_t widest_cell = 200;  // columns

/// A part of the summary that is shown or left out as a whole.
struct Part {
    std::string full;
    std::string brief;  ///< without its evidence; empty: there is none
};

std::string paragraph(std::string_view label, std::string_view text) {
    return text.empty() ? "" : fmt::format("**{}:** {}\n\n", label, markdown_lines(text));
}

std::string evidence(const std::vector<Exhibit>& exhibits) {
    std::string text;
    for (const Exhibit& exhibit : exhibits) {
        if (!exhibit.title.empty()) text += fmt::format("**{}**\n\n", markdown_text(exhibit.title));
        text += markdown_fence(exhibit.lines) + '\n';
    }
    return text;
}

/// Where the handout says more: a link if it is known where the repository can be read.
std::string place_text(std::string_view label, const std::string& place, const std::string& repository) {
    const std::string address = address_of(repository, place);
    if (place.empty() || address.empty()) return paragraph(label, place);
    return fmt::format("**{}:** [{}](<{}>)\n\n", label, markdown_text(place), address);
}

std::string folded(std::string_view summary, const std::string& content) {
    return fmt::format("<details>\n<summary>{}</summary>\n\n{}</details>\n\n", summary, content);
}

std::string passage_text(const std::vector<std::string>& passages) {
    std::string text;
    for (const std::string& passage : passages) {
        for (const PassagePart& part : parts_of_passage(passage))
            text += part.is_code
                        ? markdown_fence(part.lines) + '\n'
                        : fmt::format("{}\n\n", markdown_text(fmt::format("{}", fmt::join(part.lines, " "))));
    }
    return text.empty() ? "" : folded("What the handout says there", text);
}

std::string block_text(const Block& block, const std::string& repository) {
    std::string text;
    switch (block.kind) {
        case Block::Kind::text:
            text = paragraph(block.label, block.text);
            for (const std::string& place : block.lines) text += place_text("Read", place, repository);
            return text;
        case Block::Kind::steps:
            if (block.lines.empty()) return text;
            text = fmt::format("**{}:**\n\n", block.label);
            for (std::size_t at = 0; at < block.lines.size(); ++at)
                text += fmt::format("{}. {}\n", at + 1, markdown_lines(block.lines[at]));
            return text + '\n';
        case Block::Kind::exhibit:
            if (block.label.empty()) return evidence({{block.text, block.lines}});
            text = paragraph(block.label, block.text);
            return block.lines.empty() ? text : text + markdown_fence(block.lines) + '\n';
        case Block::Kind::command:
            if (block.text.empty()) return text;
            return fmt::format("**{}:**\n\n{}\n", block.label, markdown_fence({block.text}));
        case Block::Kind::passage:
            return place_text(block.label, block.text, repository) + passage_text(block.lines);
        case Block::Kind::moment: {
            const std::vector<std::string> lines = text_of(*block.timeline);
            if (lines.empty()) return text;
            return paragraph(block.label, block.text) + markdown_fence(lines) + '\n';
        }
    }
    return text;
}

/// Evidence goes first where there is too much.
std::string blocks_text(const std::vector<Block>& blocks, const std::string& repository, bool with_evidence) {
    std::string text;
    bool left_out = false;
    for (const Block& block : blocks) {
        const bool is_evidence =
            (block.kind == Block::Kind::exhibit && block.label.empty()) || block.kind == Block::Kind::moment;
        if (with_evidence || !is_evidence)
            text += block_text(block, repository);
        else if (!std::exchange(left_out, true))
            text += "_The evidence is left out here: it would be too long._\n\n";
    }
    return text;
}

std::string explanation(const LabResult& lab, const CheckResult& check, const std::string& repository,
                        bool with_evidence) {
    const CheckMark mark = mark_of(check);
    return folded(fmt::format("{} {}: <b>{}</b> ({})<br>{}", mark.sign, mark.word,
                              markdown_html_text(check.name), mark.points, markdown_html_text(check.title)),
                  blocks_text(blocks_of(lab, check), repository, with_evidence));
}

std::string cause_section(const LabResult& lab, std::size_t number, const std::string& repository,
                          bool with_evidence) {
    const Cause& cause = lab.causes[number - 1];
    return fmt::format("#### {}\\. {}\n\n{}\n\n{}", number, markdown_text(claim_of(cause)),
                       share_of(lab, cause), blocks_text(blocks_of(lab, cause), repository, with_evidence));
}

std::string table(const LabResult& lab) {
    std::string text = "| Result | Check | Cause | Points |\n|:--|:--|:-:|--:|\n";
    const auto cell = [](const std::string& words) {
        return markdown_text(cut(printable(words), widest_cell));
    };
    for (const StageChecks& part : by_stage(lab)) {
        text += fmt::format("| | **{} {}** | | **{}/{}** |\n", cell(part.stage.id), cell(part.stage.title),
                            part.score, part.max_score);
        for (const CheckResult* check : part.checks) {
            const CheckMark mark = mark_of(*check);
            const auto cause = lab.cause_of(check->name);
            const std::string need = need_of(*check);
            text += fmt::format("| {} {} | {}{} | {} | {} |\n", mark.sign, mark.word, cell(title_of(*check)),
                                need.empty() ? "" : "<br>" + cell(need),
                                cause ? std::to_string(*cause + 1) : "", mark.points);
        }
    }
    return text + '\n';
}

std::string diagnostics(const BuildResult& build) {
    std::string text;
    if (build.ok && !build.diagnostics.empty()) text += fmt::format("{}\n\n", warnings_text);
    for (const Diagnostic& diagnostic : build.diagnostics) {
        const std::string place = diagnostic.file.empty() ? "" : place_of(diagnostic) + ": ";
        text += paragraph(markdown_text(place + std::string(word(diagnostic.severity))), diagnostic.message);
        if (!diagnostic.text.empty()) text += markdown_fence(quoted(diagnostic)) + '\n';
    }
    if (const std::size_t more = omitted_diagnostics(build, build.diagnostics.size()); more > 0)
        text += fmt::format("… and {} more\n\n", more);
    return text;
}

std::string stopped(std::string_view what, const std::vector<std::string>& reasons) {
    std::string text = fmt::format("✘ **{}**\n\n", what);
    for (const std::string& reason : reasons) text += markdown_lines(reason) + "\n\n";
    return text;
}

std::string next_text(const ResultDocument& document, const LabResult& lab) {
    const Advice next = next_of(document, lab);
    return next.command.empty() ? paragraph("Next", next.text)
                                : fmt::format("**Next:** {}\n\n{}\n", markdown_text(next.text),
                                              markdown_fence({next.command}));
}

void add_lab(std::vector<Part>& parts, const ResultDocument& document, const LabResult& lab,
             const std::string& repository) {
    std::string top = fmt::format("### {}\n\n{}\n\n", markdown_text(heading_of(lab)),
                                  markdown_text(facts_of(document, lab)));
    if (!lab.read.empty()) top += markdown_text(lab.read) + "\n\n";
    if (const std::string open = open_points_of(lab); !open.empty()) top += open + "\n\n";
    if (lab.status == LabStatus::not_built) {
        top += stopped(not_built_text, reasons_of(lab)) + next_text(document, lab);
        parts.push_back({top + diagnostics(lab.build), top});
        return;
    }
    if (lab.status == LabStatus::not_started) {
        top += stopped(not_started_text, {lab.reason}) + next_text(document, lab);
        parts.push_back({top + evidence(lab.exhibits), top});
        return;
    }
    top += next_text(document, lab);
    parts.push_back({top, ""});
    for (std::size_t number = 1; number <= lab.causes.size(); ++number)
        parts.push_back(
            {cause_section(lab, number, repository, true), cause_section(lab, number, repository, false)});
    parts.push_back({table(lab), ""});
    if (lab.build.ok) parts.push_back({diagnostics(lab.build), ""});
    for (const CheckResult* check : unsettled_checks(lab))
        parts.push_back(
            {explanation(lab, *check, repository, true), explanation(lab, *check, repository, false)});
}

std::string scores(const ResultDocument& document) {
    std::string text;
    for (const LabResult& lab : document.labs)
        text += fmt::format("## {}: {}\n\n", score_of(document, lab), verdict_of(lab));
    if (document.labs.empty()) text += "## Nothing was graded\n\n";
    for (const std::string& notice : document.notices) text += fmt::format("> {}\n\n", markdown_text(notice));
    for (const std::string& caveat : caveats_of(document)) text += fmt::format("> **{}**\n\n", caveat);
    return text;
}

std::string machine_text(const ResultDocument& document) {
    const MachineReport& machine = document.machine;
    std::string text = paragraph("Machine", machine_of(document)) + paragraph("Sandbox", held_of(machine));
    for (const std::string& line : not_held_of(machine)) text += markdown_text(line) + "\n\n";
    return text;
}

}  // namespace

std::string render_markdown(const ResultDocument& unbounded, const std::string& repository) {
    const ResultDocument document = bounded(unbounded);
    std::vector<Part> parts{{scores(document), ""}};
    for (const LabResult& lab : document.labs) add_lab(parts, document, lab, repository);
    parts.push_back({machine_text(document), ""});

    std::string text;
    std::size_t left_out = 0;
    const auto fits = [&text](const std::string& more) {
        return text.size() + more.size() + room_for_note <= max_markdown_bytes;
    };
    for (const Part& part : parts) {
        if (fits(part.full)) {
            text += part.full;
        } else if (!part.brief.empty() && fits(part.brief)) {
            text += part.brief;
            ++left_out;
        } else {
            ++left_out;
        }
    }
    if (left_out > 0) {
        text += fmt::format(
            "> **Cut:** {} {} left out or shortened, since GitHub takes no job summary over 1 MiB. The log "
            "of "
            "this step and the HTML report have everything.\n",
            left_out, left_out == 1 ? "part is" : "parts are");
    }
    return text;
}

}  // namespace grader
