#include "result/toml_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "result/nearest.hpp"

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

}  // namespace

TomlTexts::TomlTexts(std::string file) : file_(std::move(file)) {}

toml::table TomlTexts::parsed(std::string_view text) const {
    try {
        return toml::parse(text, file_);
    } catch (const toml::parse_error& error) {
        throw UserError(fmt::format("{}:{}: {}; mend the TOML syntax there", file_, error.source().begin.line,
                                    error.description()));
    }
}

void TomlTexts::note_problems(const std::string& found) {
    if (!problems_.empty() && !found.empty()) problems_ += '\n';
    problems_ += found;
}

void TomlTexts::require_nothing_wrong() const {
    if (!problems_.empty()) throw UserError(problems_);
}

void TomlTexts::problem(std::size_t line, std::string_view message) {
    if (!problems_.empty()) problems_ += '\n';
    problems_ += fmt::format("{}:{}: {}", file_, line == 0 ? 1 : line, message);
}

void TomlTexts::only_keys(const toml::table& table, std::string_view owner,
                          const std::vector<std::string>& known) {
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

std::string TomlTexts::text_of(const toml::table& table, std::string_view key, std::string_view owner) {
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

int TomlTexts::number(const toml::table& table, std::string_view key, std::string_view owner) {
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

std::vector<const toml::table*> TomlTexts::tables(const toml::table& table, std::string_view key) {
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

void TomlTexts::once(std::map<std::string, std::size_t>& seen, const std::string& name, std::string_view kind,
                     std::size_t line) {
    if (name.empty()) return;
    const auto [first, is_new] = seen.emplace(name, line);
    if (!is_new)
        problem(line, fmt::format("{} {} is there already, in line {}; remove or rename one", kind, name,
                                  first->second));
}

std::vector<std::string> TomlTexts::texts_of(const toml::table& table, std::string_view key,
                                             std::string_view owner) {
    const toml::node* node = table.get(key);
    const toml::array* list = node != nullptr ? node->as_array() : nullptr;
    std::vector<std::string> texts;
    if (list != nullptr) {
        for (const toml::node& item : *list) {
            if (const auto* text = item.as_string()) texts.push_back(reflowed(text->get()));
        }
    }
    if (list == nullptr || texts.empty() || texts.size() != list->size() ||
        std::find(texts.begin(), texts.end(), "") != texts.end())
        problem(line_of(node != nullptr ? *node : table),
                fmt::format("{} of {} must be a list of strings; write {} = [\"…\"]", key, owner, key));
    return texts;
}

bool TomlTexts::truth(const toml::table& table, std::string_view key, std::string_view owner,
                      bool otherwise) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return otherwise;
    if (!node->is_boolean())
        problem(line_of(*node), fmt::format("{} of {} must be true or false", key, owner));
    return node->value_or(otherwise);
}

}  // namespace grader
