#include "table.hpp"

#include <map>
#include <sstream>
#include <stdexcept>

#include "mode.hpp"
#include "one_layer.hpp"
#include "record.hpp"

namespace grader::hostile {

namespace {

const std::string begin_mark = "<!-- table of attacks: begin (hostile_table writes it) -->\n";
const std::string end_mark = "<!-- table of attacks: end -->\n";

const std::map<std::string, std::string> headings = {
    {"way out", "Ways out"},
    {"reading", "Reading"},
    {"leftovers", "Writing, killing, leaving something behind"},
    {"resources", "Resources"},
    {"forgery", "Forgery"},
    {"blinding", "Blinding the observers"},
    {"race", "Hiding races"},
    {"text", "Text"},
    {"build", "At build time"},
    {"budget", "Lasting for ever"},
    {"broken", "Strange, and right or wrong as others"}};

std::string cell(const std::string& attack, const std::string& where) {
    const std::string seen = recorded(attack, where);
    return seen == "won" ? "**won**" : seen;
}

std::string row_of(const Attack& attack) {
    std::ostringstream row;
    row << "| `" << attack.name << "` | " << attack.about << " |";
    for (const Mode& mode : all_modes()) row << ' ' << cell(attack.name, mode.name) << " |";
    std::string layers;
    for (const std::string& layer : attack.stopped_by) {
        const std::string seen = recorded(attack.name, with_only(layer));
        layers += (layers.empty() ? "" : ", ") + layer +
                  (seen == "stopped" ? ""
                   : seen == "won"   ? " (**won**)"
                                     : " (not tried alone)");
    }
    row << ' ' << (layers.empty() ? "—" : layers) << " | "
        << (attack.stopped_by.empty() ? "—" : recorded(attack.name, with_none)) << " |\n";
    return row.str();
}

}  // namespace

std::string table_of(const std::vector<Attack>& attacks) {
    std::ostringstream text;
    for (const auto& [kind, heading] : headings) {
        std::string rows;
        for (const Attack& attack : attacks) {
            if (attack.kind == kind) rows += row_of(attack);
        }
        if (rows.empty()) continue;
        text << "\n### " << heading << "\n\n| attack | what it tries |";
        for (const Mode& mode : all_modes()) text << ' ' << mode.name << " |";
        text << " layers that stop it, each alone | without these |\n|---|---|";
        for (std::size_t column = 0; column < all_modes().size() + 2; ++column) text << "---|";
        text << '\n' << rows;
    }
    return text.str() + "\n";
}

std::string table_in(const std::string& document) {
    const auto begin = document.find(begin_mark);
    const auto end = document.find(end_mark);
    if (begin == std::string::npos || end == std::string::npos || end < begin)
        throw std::runtime_error("the document lacks the line " + begin_mark + " or " + end_mark);
    return document.substr(begin + begin_mark.size(), end - begin - begin_mark.size());
}

std::string with_table(const std::string& document, const std::string& table) {
    const std::string old = table_in(document);
    const auto begin = document.find(begin_mark) + begin_mark.size();
    return document.substr(0, begin) + table + document.substr(begin + old.size());
}

}  // namespace grader::hostile
