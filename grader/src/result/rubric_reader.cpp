// load_rubric(): collects everything that is wrong with a rubric, so that its author mends it in one go.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/labs.hpp"
#include "result/nearest.hpp"
#include "result/rubric.hpp"
#include "result/rubric_needs.hpp"
#include "result/toml_texts.hpp"

namespace grader {

namespace {

class Reader : public TomlTexts {
 public:
    using TomlTexts::TomlTexts;

    Rubric read(std::string_view text) {
        const toml::table table = parsed(text);
        Rubric rubric;
        only_keys(table, "the rubric",
                  {"lab", "practice", "stub", "title", "handout", "stage", "behaviour", "check"});
        const bool is_practice = table.contains("practice");
        rubric.lab = (is_practice ? first_practice : 0) +
                     number(table, is_practice ? "practice" : "lab", "the rubric");
        if (is_practice) rubric.stub = text_of(table, "stub", "the rubric");
        rubric.title = text_of(table, "title", "the rubric");
        rubric.handout = text_of(table, "handout", "the rubric");
        for (const toml::table* stage : tables(table, "stage")) read_stage(*stage, rubric);
        if (table.contains("behaviour")) {
            for (const toml::table* behaviour : tables(table, "behaviour"))
                read_behaviour(*behaviour, rubric);
        }
        for (const toml::table* check : tables(table, "check")) read_check(*check, rubric);
        if (nothing_wrong()) note_problems(problems_of_needs(rubric, file(), {behaviours_, checks_}));
        if (nothing_wrong() && rubric.total_points() != full_points(rubric.lab)) {
            problem(1, fmt::format("the points add up to {}, not {}: {} {} somewhere", rubric.total_points(),
                                   full_points(rubric.lab),
                                   rubric.total_points() > full_points(rubric.lab) ? "take away" : "add",
                                   std::abs(rubric.total_points() - full_points(rubric.lab))));
        }
        require_nothing_wrong();
        return rubric;
    }

 private:
    void read_stage(const toml::table& table, Rubric& rubric) {
        only_keys(table, "a stage", {"id", "title"});
        Stage stage{text_of(table, "id", "a stage"), text_of(table, "title", "a stage")};
        once(stages_, stage.id, "stage", line_of(table));
        rubric.stages.push_back(std::move(stage));
    }

    void read_behaviour(const toml::table& table, Rubric& rubric) {
        Behaviour behaviour;
        behaviour.id = text_of(table, "id", "a behaviour");
        const std::string owner = behaviour.id.empty() ? "a behaviour" : "behaviour " + behaviour.id;
        only_keys(table, owner, {"id", "title", "shown_by"});
        behaviour.title = text_of(table, "title", owner);
        behaviour.shown_by = texts_of(table, "shown_by", owner);
        once(behaviours_, behaviour.id, "behaviour", line_of(table));
        rubric.behaviours.push_back(std::move(behaviour));
    }

    void read_check(const toml::table& table, Rubric& rubric) {
        RubricCheck check;
        check.name = text_of(table, "name", "a check");
        const std::string owner = check.name.empty() ? "a check" : "check " + check.name;
        only_keys(table, owner,
                  {"name", "title", "stage", "points", "why", "hint", "link", "advisory", "needs"});
        check.advisory = truth(table, "advisory", owner, false);
        check.title = text_of(table, "title", owner);
        check.stage = text_of(table, "stage", owner);
        if (!check.advisory || table.contains("points")) check.points = number(table, "points", owner);
        check.why = text_of(table, "why", owner);
        check.hint = text_of(table, "hint", owner);
        check.link = text_of(table, "link", owner);
        if (check.link.starts_with('#'))
            problem(line_of(*table.get("link")),
                    fmt::format("link of {} is the anchor without its #", owner));
        if (!check.stage.empty() && stages_.count(check.stage) == 0) {
            std::vector<std::string> known;
            for (const auto& [id, line] : stages_) known.push_back(id);
            problem(line_of(*table.get("stage")),
                    fmt::format("{} is in stage \"{}\", which no [[stage]] defines; there are {}", owner,
                                check.stage, fmt::join(known, ", ")));
        }
        if (table.contains("needs")) {
            for (const std::string& id : texts_of(table, "needs", owner))
                read_need(table, check.name, id, rubric);
        }
        once(checks_, check.name, "check", line_of(table));
        rubric.checks.push_back(std::move(check));
    }

    void read_need(const toml::table& table, const std::string& check, const std::string& id,
                   Rubric& rubric) {
        for (Behaviour& behaviour : rubric.behaviours) {
            if (behaviour.id != id) continue;
            behaviour.needed_by.push_back(check);
            return;
        }
        std::vector<std::string> known;
        for (const Behaviour& behaviour : rubric.behaviours) known.push_back(behaviour.id);
        const auto meant = nearest(id, known);
        problem(line_of(*table.get("needs")),
                fmt::format("check {} needs \"{}\", which no [[behaviour]] defines; {}", check, id,
                            meant           ? fmt::format("did you mean \"{}\"?", *meant)
                            : known.empty() ? "there is none"
                                            : fmt::format("there are {}", fmt::join(known, ", "))));
    }

    std::map<std::string, std::size_t> stages_;
    std::map<std::string, std::size_t> behaviours_;
    std::map<std::string, std::size_t> checks_;
};

}  // namespace

Rubric load_rubric(const std::filesystem::path& path) {
    const auto text = read_file(path);
    if (!text)
        throw UserError(fmt::format("cannot read the rubric {}: {}", path.string(), std::strerror(errno)));
    return Reader(path.string()).read(*text);
}

}  // namespace grader
