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
#include "result/nearest.hpp"
#include "result/rubric.hpp"

namespace grader {

namespace {

// TOML's """strings""" are broken where the author's editor broke them; a report breaks its lines itself.
std::string reflowed(std::string_view text) {
    std::string result;
    std::size_t line_breaks = 0;
    bool space = false;
    for (const char c : text) {
        if (c == '\n') ++line_breaks;
        if (c == '\n' || c == ' ' || c == '\t' || c == '\r') {
            space = true;
            continue;
        }
        if (space && !result.empty()) result += line_breaks > 1 ? '\n' : ' ';
        line_breaks = 0;
        space = false;
        result += c;
    }
    return result;
}

class Reader {
 public:
    explicit Reader(std::string file) : file_(std::move(file)) {}

    Rubric read(std::string_view text) {
        toml::table table;
        try {
            table = toml::parse(text, file_);
        } catch (const toml::parse_error& error) {
            throw UserError(fmt::format("{}:{}: {}; mend the TOML syntax there", file_,
                                        error.source().begin.line, error.description()));
        }
        Rubric rubric;
        only_keys(table, "the rubric", {"lab", "title", "handout", "stage", "check"});
        rubric.lab = number(table, "lab", "the rubric");
        rubric.title = text_of(table, "title", "the rubric");
        rubric.handout = text_of(table, "handout", "the rubric");
        for (const toml::table* stage : tables(table, "stage")) read_stage(*stage, rubric);
        for (const toml::table* check : tables(table, "check")) read_check(*check, rubric);
        if (problems_.empty() && rubric.total_points() != full_points) {
            problem(1, fmt::format("the points add up to {}, not {}: {} {} somewhere", rubric.total_points(),
                                   full_points, rubric.total_points() > full_points ? "take away" : "add",
                                   std::abs(rubric.total_points() - full_points)));
        }
        if (!problems_.empty()) throw UserError(problems_);
        return rubric;
    }

 private:
    static std::size_t line_of(const toml::node& node) { return node.source().begin.line; }

    void problem(std::size_t line, std::string_view message) {
        if (!problems_.empty()) problems_ += '\n';
        problems_ += fmt::format("{}:{}: {}", file_, line == 0 ? 1 : line, message);
    }

    void only_keys(const toml::table& table, std::string_view owner, const std::vector<std::string>& known) {
        for (const auto& [key, value] : table) {
            const std::string name(key.str());
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            const auto meant = nearest(name, known);
            problem(key.source().begin.line,
                    fmt::format("{} has no key \"{}\"; {}", owner, name,
                                meant ? fmt::format("did you mean \"{}\"?", *meant)
                                      : fmt::format("it has {}", fmt::join(known, ", "))));
        }
    }

    std::string text_of(const toml::table& table, std::string_view key, std::string_view owner) {
        const toml::node* node = table.get(key);
        const auto* text = node != nullptr ? node->as_string() : nullptr;
        if (text == nullptr) {
            problem(line_of(node != nullptr ? *node : table),
                    node != nullptr ? fmt::format("{} of {} must be a string", key, owner)
                                    : fmt::format("{} lacks a {}; add {} = \"…\"", owner, key, key));
            return {};
        }
        std::string result = reflowed(text->get());
        if (result.empty()) problem(line_of(*node), fmt::format("{} of {} is empty; fill it in", key, owner));
        return result;
    }

    int number(const toml::table& table, std::string_view key, std::string_view owner) {
        const toml::node* node = table.get(key);
        const auto* value = node != nullptr ? node->as_integer() : nullptr;
        if (value != nullptr && value->get() >= 0 && value->get() <= std::numeric_limits<short>::max()) {
            return static_cast<int>(value->get());
        }
        problem(line_of(node != nullptr ? *node : table),
                node != nullptr ? fmt::format("{} of {} must be a whole number, 0 or more", key, owner)
                                : fmt::format("{} lacks {}; add {} = …", owner, key, key));
        return 0;
    }

    std::vector<const toml::table*> tables(const toml::table& table, std::string_view key) {
        std::vector<const toml::table*> found;
        const toml::node* node = table.get(key);
        const toml::array* list = node != nullptr ? node->as_array() : nullptr;
        if (list != nullptr) {
            for (const toml::node& item : *list) {
                if (item.is_table()) found.push_back(item.as_table());
            }
        }
        if (list == nullptr || found.empty() || found.size() != list->size()) {
            problem(node != nullptr ? line_of(*node) : 1,
                    fmt::format("write each {} as a table of its own: [[{}]]", key, key));
        }
        return found;
    }

    void read_stage(const toml::table& table, Rubric& rubric) {
        only_keys(table, "a stage", {"id", "title"});
        Stage stage{text_of(table, "id", "a stage"), text_of(table, "title", "a stage")};
        once(stages_, stage.id, "stage", line_of(table));
        rubric.stages.push_back(std::move(stage));
    }

    void read_check(const toml::table& table, Rubric& rubric) {
        RubricCheck check;
        check.name = text_of(table, "name", "a check");
        const std::string owner = check.name.empty() ? "a check" : "check " + check.name;
        only_keys(table, owner, {"name", "title", "stage", "points", "why", "hint", "link", "advisory"});
        if (const toml::node* advisory = table.get("advisory"); advisory != nullptr) {
            if (!advisory->is_boolean())
                problem(line_of(*advisory), fmt::format("advisory of {} must be true or false", owner));
            check.advisory = advisory->value_or(false);
        }
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
        once(checks_, check.name, "check", line_of(table));
        rubric.checks.push_back(std::move(check));
    }

    void once(std::map<std::string, std::size_t>& seen, const std::string& name, std::string_view kind,
              std::size_t line) {
        if (name.empty()) return;
        const auto [first, is_new] = seen.emplace(name, line);
        if (!is_new)
            problem(line, fmt::format("{} {} is there already, in line {}; remove or rename one", kind, name,
                                      first->second));
    }

    std::string file_;
    std::string problems_;
    std::map<std::string, std::size_t> stages_;
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
