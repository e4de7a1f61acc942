// load_causes(): collects everything that is wrong, so that a cause's author mends it in one go.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/labs.hpp"
#include "diagnosis/causes.hpp"
#include "result/nearest.hpp"
#include "result/toml_texts.hpp"

namespace grader {

namespace {

class Reader : public TomlTexts {
 public:
    using TomlTexts::TomlTexts;

    std::vector<KnownCause> read(std::string_view text) {
        const toml::table table = parsed(text);
        only_keys(table, "the list of causes", {"cause"});
        std::vector<KnownCause> causes;
        for (const toml::table* cause : tables(table, "cause")) causes.push_back(read_cause(*cause));
        require_nothing_wrong();
        return causes;
    }

 private:
    KnownCause read_cause(const toml::table& table) {
        KnownCause cause;
        cause.id = text_of(table, "id", "a cause");
        const std::string owner = cause.id.empty() ? "a cause" : "cause " + cause.id;
        std::vector<std::string> keys = {"id",       "labs", "when", "unless", "passes", "also",
                                         "explains", "sure", "what", "why",    "hints"};
        for (const Lab& lab : all_labs()) keys.push_back(key_of_link(lab.number));
        only_keys(table, owner, keys);
        cause.labs = labs_of(table, owner);
        cause.when = conditions_of(table, "when", owner);
        if (table.contains("unless")) cause.unless = conditions_of(table, "unless", owner);
        if (table.contains("passes")) cause.passes = conditions_of(table, "passes", owner);
        if (table.contains("also")) cause.also = conditions_of(table, "also", owner);
        if (table.contains("explains")) cause.explains = conditions_of(table, "explains", owner);
        cause.sure = truth(table, "sure", owner, true);
        cause.what = text_of(table, "what", owner);
        cause.why = text_of(table, "why", owner);
        cause.hints = texts_of(table, "hints", owner);
        if (cause.hints.size() != hint_levels)
            problem(line_of(table),
                    fmt::format("{} has {} hints; write {}: a question, a direction, the calls to use", owner,
                                cause.hints.size(), hint_levels));
        for (const int lab : cause.labs) cause.links[lab] = link_of(table, lab, owner);
        // The two labs may tell it in different words.
        for (const int lab : cause.labs)
            once(ids_, fmt::format("{} of {}", cause.id, lab_phrase(lab)), "cause", line_of(table));
        return cause;
    }

    static std::string key_of_link(int lab) {
        return "link" + (is_practice(lab) ? "_" + lab_directory(lab) : std::to_string(lab));
    }

    std::string link_of(const toml::table& table, int lab, const std::string& owner) {
        const std::string key = key_of_link(lab);
        std::string link = text_of(table, key, owner);
        if (link.starts_with('#'))
            problem(line_of(*table.get(key)),
                    fmt::format("{} of {} is the anchor without its #", key, owner));
        return link;
    }

    std::vector<int> labs_of(const toml::table& table, const std::string& owner) {
        if (!table.contains("labs")) return {4, 5};
        std::vector<int> labs;
        if (const toml::array* list = table.get("labs")->as_array()) {
            for (const toml::node& lab : *list)
                labs.push_back(lab.is_string() ? lab_number(lab.value_or(std::string())) : lab.value_or(0));
        }
        const bool known = std::all_of(labs.begin(), labs.end(), [](int number) {
            return std::any_of(all_labs().begin(), all_labs().end(),
                               [number](const Lab& lab) { return lab.number == number; });
        });
        if (labs.empty() || !known)
            problem(
                line_of(*table.get("labs")),
                fmt::format("labs of {} must name labs, such as [4, \"practice1\"], or be left out", owner));
        return labs;
    }

    std::vector<Condition> conditions_of(const toml::table& table, std::string_view key,
                                         const std::string& owner) {
        std::vector<Condition> conditions;
        for (const std::string& text : texts_of(table, key, owner)) {
            if (auto condition = Condition::parse(text)) {
                conditions.push_back(std::move(*condition));
                continue;
            }
            const auto meant = nearest(text.substr(0, text.find(':')), fact_kinds());
            problem(line_of(*table.get(key)),
                    fmt::format(
                        "{} of {}: there is no fact \"{}\"; {}", key, owner, text,
                        meant ? fmt::format("did you mean \"{}\"?", *meant) : "base/facts.def lists them"));
        }
        return conditions;
    }

    std::map<std::string, std::size_t> ids_;
};

}  // namespace

std::vector<KnownCause> load_causes(const std::filesystem::path& file, int lab) {
    const auto text = read_file(file);
    if (!text)
        throw UserError(fmt::format("cannot read the causes {}: {}", file.string(), std::strerror(errno)));
    std::vector<KnownCause> causes = Reader(file.string()).read(*text);
    std::erase_if(causes, [lab](const KnownCause& cause) {
        return std::find(cause.labs.begin(), cause.labs.end(), lab) == cause.labs.end();
    });
    return causes;
}

}  // namespace grader
