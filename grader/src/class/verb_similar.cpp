// `./lab class similar OUT`: which submissions of a class look alike.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "class/outputs.hpp"
#include "class/records.hpp"
#include "class/rubrics.hpp"
#include "class/similar/comparison.hpp"
#include "class/similar/course_text.hpp"
#include "class/similar/pair_page.hpp"
#include "class/verbs.hpp"
#include "class/words.hpp"
#include "report/text.hpp"
#include "submission/open.hpp"
#include "submission/submission.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct SimilarOptions {
    fs::path out;
    double least = 0.5;
};

// A pair behind that many others is in nobody's interest, and its page would take room.
constexpr std::size_t most_pairs = 500;

/// Of two students, in the order of the class.
struct Pair {
    std::string a;
    std::string b;
    double share = 0;  ///< the highest of their labs'
    std::string page;
    std::vector<PairOfLab> labs;
};

std::string called(const Class& asked, const std::string& id) {
    const Student* student = asked.student(id);
    return student == nullptr || student->name.empty() ? id : fmt::format("{} ({})", student->name, id);
}

/// The sources of all students, by lab. What can't be read has been said when it was graded.
std::map<int, std::vector<Work>> works_of(const Class& asked, const Wanted& wanted) {
    std::map<int, std::vector<Work>> works;
    for (const Student& student : asked.students) {
        if (!student.problem.empty() || student.submission.empty()) continue;
        try {
            for (LabSources& lab :
                 read_submission(*open_submission(student.submission, student.commit), wanted).labs)
                works[lab.lab].push_back(work_of(student.id, std::move(lab.files)));
        } catch (const std::exception& error) {
            fmt::print(stderr, "io-labs: {} is not compared: {}\n", student.id, printable(error.what()));
        }
    }
    return works;
}

void say_who_is_left_out(int lab, const Comparison& comparison) {
    std::map<std::string, std::vector<std::string>> left_out;
    for (std::size_t work = 0; work < comparison.works().size(); ++work) {
        if (const std::string why = comparison.why_not(work); !why.empty())
            left_out[why].push_back(comparison.works()[work].id);
    }
    for (const auto& [why, ids] : left_out)
        fmt::print(stderr, "io-labs: Lab {}: not compared, because {}: {}\n", lab, why, list_of(ids));
}

std::vector<Pair> pairs_of(const std::map<int, Comparison>& labs, double least) {
    std::map<std::pair<std::string, std::string>, Pair> pairs;
    for (const auto& [lab, comparison] : labs) {
        const auto done = [lab = lab, all = comparison.works().size()](std::size_t count) {
            if (all > 100) fmt::print(stderr, "io-labs: Lab {}: {} of {} compared\n", lab, count, all);
        };
        for (const Likeness& likeness : comparison.alike(least, done)) {
            const std::string& a = comparison.works()[likeness.a].id;
            const std::string& b = comparison.works()[likeness.b].id;
            Pair& pair = pairs[{a, b}];
            pair.a = a;
            pair.b = b;
            pair.share = std::max(pair.share, likeness.share);
            pair.labs.push_back({lab, &comparison, likeness});
        }
    }
    std::vector<Pair> sorted;
    sorted.reserve(pairs.size());
    for (auto& [names, pair] : pairs) sorted.push_back(std::move(pair));
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Pair& one, const Pair& other) { return one.share > other.share; });
    return sorted;
}

/// "similar/A-B.html", for each pair another one: A and B may have '-' in them.
void name_pages(std::vector<Pair>& pairs) {
    // A file's name has at most 255 bytes.
    constexpr std::size_t most = 100;
    std::set<std::string> taken;
    for (Pair& pair : pairs) {
        const std::string wanted =
            fmt::format("similar/{}-{}", pair.a.substr(0, most), pair.b.substr(0, most));
        std::string name = wanted;
        for (int number = 2; !taken.insert(name).second; ++number)
            name = fmt::format("{}-{}", wanted, number);
        pair.page = name + ".html";
    }
}

nlohmann::json to_json(const std::vector<Pair>& pairs) {
    const auto rounded = [](double share) { return std::floor(share * 1000) / 1000; };
    nlohmann::json list = nlohmann::json::array();
    for (const Pair& pair : pairs) {
        nlohmann::json labs = nlohmann::json::object();
        for (const PairOfLab& lab : pair.labs) labs[fmt::format("lab{}", lab.lab)] = rounded(lab.pair.share);
        list.push_back({{"a", pair.a},
                        {"b", pair.b},
                        {"share", rounded(pair.share)},
                        {"page", pair.page},
                        {"labs", labs}});
    }
    return list;
}

int similar(const SimilarOptions& options, const ClassSetting& setting) {
    const ClassDirectory out(options.out);
    const Class asked = read_class(out);
    const ReplacedFile list(options.out / "similar.json", "list of pairs");
    Wanted wanted;
    for (const RubricFile& rubric : rubric_files(setting.call.root)) wanted.known.push_back(rubric.lab);
    if (asked.options.lab != 0) wanted.lab = asked.options.lab;
    const std::string handed_out = course_text(setting.call.root);
    std::map<int, Comparison> labs;
    std::set<std::string> compared;
    for (auto& [lab, works] : works_of(asked, wanted)) {
        const auto added = labs.try_emplace(lab, std::move(works), handed_out).first;
        for (std::size_t work = 0; work < added->second.works().size(); ++work) {
            if (added->second.why_not(work).empty()) compared.insert(added->second.works()[work].id);
        }
        say_who_is_left_out(lab, added->second);
    }
    std::vector<Pair> pairs = pairs_of(labs, options.least);
    const std::size_t all = pairs.size();
    if (pairs.size() > most_pairs) pairs.resize(most_pairs);
    name_pages(pairs);
    // Pages of a run before would look as if they were of this one.
    fs::remove_all(options.out / "similar");
    for (const Pair& pair : pairs)
        write_file(options.out / pair.page,
                   pair_page(called(asked, pair.a), called(asked, pair.b), pair.labs));
    list.write(to_json(pairs).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n');
    // The class's page has a line for each pair.
    write_outputs(out, asked, read_outcomes(out, asked));
    for (const Pair& pair : pairs) {
        std::string of_labs;
        for (const PairOfLab& lab : pair.labs)
            of_labs +=
                fmt::format("{}Lab {} {}", of_labs.empty() ? "" : ", ", lab.lab, percent(lab.pair.share));
        fmt::print("{:>5}  {} and {} ({})\n       {}\n", percent(pair.share),
                   printable(called(asked, pair.a)), printable(called(asked, pair.b)), of_labs,
                   printable((options.out / pair.page).string()));
    }
    fmt::print("{} of {}: {}\n", counted(all, "pair", "pairs"),
               counted(compared.size(), "compared submission", "compared submissions"),
               all > pairs.size() ? fmt::format("shown are the {} most alike", pairs.size())
                                  : fmt::format("{} or more alike, without what the course hands out",
                                                percent(options.least)));
    return 0;
}

}  // namespace

void add_class_similar(CLI::App& app, const ClassSetting& setting, std::vector<ClassVerb>& verbs) {
    const auto options = std::make_shared<SimilarOptions>();
    CLI::App* verb =
        app.add_subcommand("similar", "Find submissions that look alike, without what the course hands out");
    verb->add_option("OUT", options->out, "The class's directory")->required();
    verb->add_option("--least", options->least, "Show pairs of which that share is common, from 0 to 1")
        ->type_name("SHARE")
        ->check([](const std::string& text) {
            return CLI::Range(0.0, 1.0)(std::string(text)).empty()
                       ? ""
                       : fmt::format("--least takes a share from 0 to 1, not \"{}\"", text);
        })
        ->capture_default_str();
    verbs.push_back({verb, [options, &setting] { return similar(*options, setting); }});
}

}  // namespace grader
