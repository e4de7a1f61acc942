#include "submission/submission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/labs.hpp"
#include "submission/collector.hpp"
#include "submission/names.hpp"

namespace grader {

namespace {

constexpr std::size_t most_reasons = 8;

/// Sources beside the labs' directories: perhaps meant for one of them.
std::vector<LeftOut> sources_beside(const Tree& tree, const Places& places, const std::string& directory) {
    std::vector<LeftOut> beside;
    for (const Entry& entry : visible(tree, places.base)) {
        const Role role = role_of(entry.name()).role;
        if (entry.kind == EntryKind::file && (role == Role::unit || role == Role::header))
            beside.push_back(
                {entry.path,
                 fmt::format("it is not in {0}/; move it there if the server needs it", directory)});
    }
    return beside;
}

LabSources sources_of(const Tree& tree, const Places& places, int lab, std::vector<std::string>& notices) {
    LabSources sources;
    sources.lab = lab;
    const auto place = places.labs.find(lab);
    if (place == places.labs.end()) {
        std::vector<std::string> others;
        for (const auto& [number, entry] : places.labs) others.push_back(entry.path + "/");
        sources.complaint = !places.complaint.empty()
                                ? places.complaint
                                : fmt::format("there is no {}/ in what was handed in, only {}",
                                              lab_directory(lab), list_of(others));
        return sources;
    }
    sources.found_at = place->second.path;
    Collector collector(tree, sources, places.is_clone);
    collector.collect(place->second);
    if (places.is_clone) {
        for (const std::string& nested : collector.nested_repositories())
            notices.push_back(fmt::format(
                "{0} is a git repository of its own: a push would hand in none of its files. Remove "
                "{0}/.git, then: git rm --cached {0}; git add {0}",
                nested));
    }
    if (place->second.path != places.base) {
        for (LeftOut& beside : sources_beside(tree, places, sources.found_at))
            sources.left_out.push_back(std::move(beside));
    }
    for (const auto& [path, reason] : tree.refused()) sources.left_out.push_back({path, reason});
    return sources;
}

}  // namespace

std::string LabSources::what_was_read() const {
    std::string text = "read: ";
    if (files.empty())
        text += "nothing";
    else
        text += fmt::format("{} {} of {}", files.size(), files.size() == 1 ? "file" : "files",
                            found_at.empty() ? fmt::format("what was handed in, as {}/", lab_directory(lab))
                                             : found_at + "/");
    if (left_out.empty()) return text;
    // Reasons in the order of their first files, each with all its files.
    std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;
    for (const LeftOut& left : left_out) {
        auto known = std::find_if(by_reason.begin(), by_reason.end(),
                                  [&](const auto& group) { return group.first == left.reason; });
        if (known == by_reason.end()) known = by_reason.insert(by_reason.end(), {left.reason, {}});
        const bool is_inside = !found_at.empty() && left.path.rfind(found_at + "/", 0) == 0;
        known->second.push_back(is_inside ? left.path.substr(found_at.size() + 1) : left.path);
    }
    text += "; left out: ";
    for (std::size_t index = 0; index < by_reason.size(); ++index) {
        if (index == most_reasons)
            return text + fmt::format("; and more, for {} other reasons", by_reason.size() - index);
        text += fmt::format("{}{}, because {}", index == 0 ? "" : "; ", list_of(by_reason[index].second),
                            by_reason[index].first);
    }
    return text;
}

std::string LabSources::fingerprint() const {
    // FNV-1a: whether a file is as it was handed out, and no more.
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    const auto add = [&](std::string_view text) {
        for (const char letter : text) {
            if (letter != '\r') hash = (hash ^ static_cast<unsigned char>(letter)) * 1'099'511'628'211U;
        }
        hash = (hash ^ 0xFFU) * 1'099'511'628'211U;
    };
    for (const SourceFile& file : files) {
        add(file.name);
        add(file.text);
    }
    return fmt::format("{:016x}", hash);
}

Submission read_submission(const Tree& tree, const Wanted& wanted) {
    const Places places = find_places(tree, wanted);
    Submission submission;
    submission.notices = places.notices;
    const auto among = [&](const std::vector<int>& some) {
        std::vector<int> there;
        std::copy_if(some.begin(), some.end(), std::back_inserter(there),
                     [&](int lab) { return places.labs.count(lab) != 0; });
        return there;
    };
    std::vector<int> graded = wanted.lab ? std::vector<int>{*wanted.lab} : among(wanted.known);
    if (graded.empty()) graded = wanted.known;
    for (const int lab : among(wanted.extra)) graded.push_back(lab);
    for (const int lab : graded) submission.labs.push_back(sources_of(tree, places, lab, submission.notices));
    return submission;
}

Submission unreadable_submission(const Wanted& wanted, const std::string& reason) {
    Submission submission;
    for (const int lab : wanted.lab ? std::vector<int>{*wanted.lab} : wanted.known) {
        LabSources sources;
        sources.lab = lab;
        sources.complaint = reason;
        submission.labs.push_back(std::move(sources));
    }
    return submission;
}

}  // namespace grader
