#include "attack.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "layer.hpp"
#include "mode.hpp"

namespace grader::hostile {

namespace fs = std::filesystem;

namespace {

const std::set<std::string> fields = {"about",      "kind",          "lab",       "checks", "score",
                                      "stopped_by", "seconds",       "neighbour", "short",  "says",
                                      "not_in",     "not_let_loose", "never",     "prepare"};
const std::set<std::string> kinds = {"forgery",   "blinding", "race",  "way out", "reading", "leftovers",
                                     "resources", "text",     "build", "budget",  "broken"};
const std::set<std::string> scores = {"not raised", "equal", "any", "zero"};

class Fields {
 public:
    explicit Fields(fs::path file) : file_(std::move(file)), table_(toml::parse_file(file_.string())) {
        for (const auto& [name, value] : table_) {
            if (fields.count(std::string(name.str())) == 0)
                complain(std::string(name.str()), "is no field of an attack");
        }
    }

    template <class T>
    T get(const std::string& name, T otherwise) const {
        const toml::node* const node = table_.get(name);
        if (node == nullptr) return otherwise;
        const auto value = node->value_exact<T>();
        if (!value) complain(name, "is of the wrong kind");
        return *value;
    }

    [[nodiscard]] std::vector<std::string> words(const std::string& name) const {
        std::vector<std::string> found;
        const toml::node* const node = table_.get(name);
        if (node == nullptr) return found;
        if (node->as_array() == nullptr) complain(name, "should be a list of words");
        for (const toml::node& word : *node->as_array()) {
            if (!word.is_string()) complain(name, "should be a list of words");
            found.push_back(word.value_or(""));
        }
        return found;
    }

    void require(bool holds, const std::string& name, const std::string& problem) const {
        if (!holds) complain(name, problem);
    }

 private:
    [[noreturn]] void complain(const std::string& name, const std::string& problem) const {
        throw std::runtime_error(file_.string() + ": " + name + " " + problem);
    }

    fs::path file_;
    toml::table table_;
};

}  // namespace

Attack load_attack(const fs::path& directory) {
    const Fields given(directory / "attack.toml");
    Attack attack;
    attack.name = directory.filename().string();
    attack.directory = directory;
    attack.about = given.get<std::string>("about", "");
    attack.kind = given.get<std::string>("kind", "");
    attack.lab = static_cast<int>(given.get<std::int64_t>("lab", 4));
    attack.checks = given.words("checks");
    attack.score = given.get<std::string>("score", attack.score);
    attack.stopped_by = given.words("stopped_by");
    attack.seconds = static_cast<int>(given.get<std::int64_t>("seconds", attack.seconds));
    attack.neighbour = given.get<bool>("neighbour", false);
    attack.in_short_part = given.get<bool>("short", false);
    attack.says = given.get<std::string>("says", "");
    attack.never = given.words("never");
    attack.prepare = given.get<std::string>("prepare", "");
    attack.not_in = given.words("not_in");
    attack.not_let_loose = given.get<std::string>("not_let_loose", "");
    given.require(!attack.about.empty(), "about", "should say in a sentence what is tried");
    given.require(kinds.count(attack.kind) != 0, "kind", "is none that README.md lists");
    given.require(attack.lab == 4 || attack.lab == 5, "lab", "should be 4 or 5");
    given.require(!attack.checks.empty(), "checks", "should name the checks to grade");
    given.require(scores.count(attack.score) != 0, "score", "is none that README.md lists");
    for (const std::string& layer : attack.stopped_by)
        given.require(is_layer(layer), "stopped_by", "names \"" + layer + "\", which is no layer");
    for (const std::string& mode : attack.not_in)
        given.require(is_mode(mode), "not_in", "names \"" + mode + "\", which is no mode");
    return attack;
}

std::vector<Attack> all_attacks() {
    std::vector<Attack> found;
    for (const auto& entry : fs::directory_iterator(fs::path(HOSTILE) / "attacks")) {
        if (entry.is_directory()) found.push_back(load_attack(entry.path()));
    }
    std::sort(found.begin(), found.end(), [](const Attack& a, const Attack& b) { return a.name < b.name; });
    return found;
}

}  // namespace grader::hostile
