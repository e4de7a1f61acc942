#include "predict/situation.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "result/toml_texts.hpp"

namespace grader {

namespace {

class SituationReader : public TomlTexts {
 public:
    using TomlTexts::TomlTexts;

    std::vector<Situation> read(std::string_view text) {
        const toml::table table = parsed(text);
        only_keys(table, "the file", {"model", "situation"});
        for (const toml::table* model : tables(table, "model")) {
            only_keys(*model, "a model", {"key", "title"});
            models_.push_back({text_of(*model, "key", "a model"), text_of(*model, "title", "a model")});
        }
        for (const toml::table* one : tables(table, "situation")) read_situation(*one);
        require_nothing_wrong();
        return std::move(situations_);
    }

 private:
    void read_situation(const toml::table& table) {
        Situation situation;
        Question& question = situation.question;
        question.number = number(table, "number", "a situation");
        const std::string owner = fmt::format("situation {}", question.number);
        only_keys(table, owner,
                  {"number", "version", "text", "takes", "load", "crash", "shows", "harder", "harder_shows",
                   "breaks", "why"});
        once(seen_, owner, "situation", line_of(table));
        question.version = number(table, "version", owner);
        question.text = text_of(table, "text", owner);
        question.why = text_of(table, "why", owner);
        question.parts = {{"model", "The model", GuessKind::choice, models_},
                          {"reason", "The reason", GuessKind::text, {}}};
        situation.takes = texts_of(table, "takes", owner);
        for (const std::string& key : situation.takes)
            if (question.parts.front().answer(key) == nullptr)
                problem(line_of(table), fmt::format("{} takes {}, and that is no model", owner, key));
        if (truth(table, "crash", owner, false)) {
            if (table.contains("load")) problem(line_of(table), owner + " has a crash or a load, not both");
        } else {
            situation.load = load_of(table, "load", owner);
            situation.shows = texts_of(table, "shows", owner);
        }
        situation.harder = load_of(table, "harder", owner);
        situation.harder_shows = texts_of(table, "harder_shows", owner);
        situation.breaks = text_of(table, "breaks", owner);
        situations_.push_back(std::move(situation));
    }

    WorkLoad load_of(const toml::table& table, std::string_view key, const std::string& situation) {
        const toml::node* node = table.get(key);
        const toml::table* given = node != nullptr ? node->as_table() : nullptr;
        const std::string owner = fmt::format("{} of {}", key, situation);
        WorkLoad load;
        if (given == nullptr) {
            problem(line_of(table), fmt::format("write {} = {{ connections = …, active = … }}", owner));
            return load;
        }
        only_keys(*given, owner, {"connections", "active", "work_us", "block_us", "all_cores"});
        load.connections = number(*given, "connections", owner);
        load.active = number(*given, "active", owner);
        if (given->contains("work_us")) load.work_us = number(*given, "work_us", owner);
        if (given->contains("block_us")) load.block_us = number(*given, "block_us", owner);
        load.all_cores = truth(*given, "all_cores", owner, false);
        if (load.active < 1 || load.active > load.connections)
            problem(line_of(*given), owner + ": at least one talks, and at most all who are connected");
        return load;
    }

    std::vector<Answer> models_;
    std::vector<Situation> situations_;
    std::map<std::string, std::size_t> seen_;
};

}  // namespace

std::string WorkLoad::as_option() const {
    return fmt::format("{},{},{},{},{}", connections, active, work_us, block_us, all_cores ? 1 : 0);
}

std::vector<Situation> load_situations(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) throw UserError("can't read the situations: " + file.string());
    return parse_situations(*text, file.filename().string());
}

std::vector<Situation> parse_situations(std::string_view text, const std::string& file) {
    return SituationReader(file).read(text);
}

}  // namespace grader
