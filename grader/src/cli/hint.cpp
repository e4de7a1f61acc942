#include "cli/hint.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "cli/labs.hpp"
#include "cli/last_result.hpp"
#include "diagnosis/causes.hpp"
#include "diagnosis/diagnose.hpp"
#include "report/course_settings.hpp"
#include "report/explanation.hpp"
#include "report/page.hpp"
#include "report/style.hpp"
#include "result/bounds.hpp"
#include "result/nearest.hpp"
#include "result/rubric.hpp"

namespace grader {

namespace {

struct Found {
    ResultDocument document;
    std::size_t lab = 0;
    std::size_t number = 0;  ///< of the cause, from 1
};

/// By its id, its number in the report, or the name of a check that it explains.
std::optional<Found> find_in(const ResultDocument& document, const std::string& name) {
    for (std::size_t lab = 0; lab < document.labs.size(); ++lab) {
        const std::vector<Cause>& causes = document.labs[lab].causes;
        for (std::size_t at = 0; at < causes.size(); ++at) {
            if (causes[at].id == name || std::to_string(at + 1) == name ||
                document.labs[lab].cause_of(name) == at)
                return Found{document, lab, at + 1};
        }
    }
    return std::nullopt;
}

/// What is known of it in general.
Cause cause_of(const KnownCause& known, int lab) {
    Cause cause;
    cause.id = known.id;
    cause.what = with_value(known.what, "…");
    cause.why = known.why;
    for (const std::string& hint : known.hints) cause.hints.push_back(with_value(hint, "…"));
    if (const auto link = known.links.find(lab); link != known.links.end()) cause.link = link->second;
    cause.sure = known.sure;
    return cause;
}

/// The labs of this copy of the course, each with all the causes that it may have.
ResultDocument everything_known(const std::filesystem::path& root) {
    ResultDocument document;
    for (const Lab& lab : labs_in(root)) {
        const Rubric rubric = load_rubric(root / lab.rubric);
        LabResult& result = document.labs.emplace_back();
        result.lab = lab.number;
        result.handout = rubric.handout;
        for (const KnownCause& known : load_causes(root / "labs/causes.toml", lab.number))
            result.causes.push_back(cause_of(known, lab.number));
    }
    return document;
}

std::string complaint_about(const std::string& name, const std::optional<ResultDocument>& last,
                            const ResultDocument& known) {
    std::vector<std::string> ids;
    std::string alike;
    for (const LabResult& lab : known.labs) {
        for (const Cause& cause : lab.causes) {
            if (std::find(ids.begin(), ids.end(), cause.id) != ids.end()) continue;
            ids.push_back(cause.id);
            if (name.size() > 2 && cause.id.find(name) != std::string::npos) alike += " or " + cause.id;
        }
    }
    const auto near = nearest(name, ids);
    if (near && alike.find(*near) == std::string::npos) alike = " or " + *near + alike;
    std::string found;
    for (const LabResult& lab : last ? last->labs : std::vector<LabResult>()) {
        for (const Cause& cause : lab.causes) found += (found.empty() ? "" : ", ") + cause.id;
    }
    return fmt::format("there is no cause \"{}\"; {}{}", name,
                       alike.empty() ? "" : fmt::format("did you mean {}? ", alike.substr(4)),
                       found.empty() ? "the last result here names none; ./lab grade makes a new one"
                                     : "the last result names " + found);
}

/// As much of it as these hints tell. A number that a lab has no cause for is one of another lab's.
Found find(const std::string& name, const std::filesystem::path& root, const LastResult& kept) {
    const auto last = kept.document();
    if (last) {
        if (auto found = find_in(*last, name)) return *std::move(found);
    }
    const bool is_number = name.find_first_not_of("0123456789") == std::string::npos;
    const ResultDocument known = everything_known(root);
    if (auto found = is_number ? std::nullopt : find_in(known, name)) return *std::move(found);
    throw UserError(complaint_about(name, last, known));
}

}  // namespace

int hint(const HintOptions& options) {
    const LastResult kept(options.root);
    const Found found = find(options.cause, options.root, kept);
    const std::string id = found.document.labs[found.lab].causes[found.number - 1].id;
    const int before = static_cast<int>(kept.told_of(id));
    const Hints hints = options.hints.empty()
                            ? static_cast<Hints>(std::min(before + 1, static_cast<int>(Hints::all)))
                            : hints_named(options.hints, options.root);
    if (hints == Hints::verdicts) throw UserError("--hints 0 tells nothing of a cause; 1, 2 and 3 do");
    Page page(detect_style(STDOUT_FILENO));
    explain_cause(page, told(bounded(found.document), hints).labs[found.lab], found.number);
    std::fputs(page.text().c_str(), stdout);  // main() tells of a failure
    kept.note(id, hints);
    return 0;
}

}  // namespace grader
