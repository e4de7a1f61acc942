#include "class/gradebook/register.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "class/gradebook/words.hpp"
#include "class/identity.hpp"

namespace grader {

namespace {

NumberKind kind_of(std::string_view heading, bool is_canvas) {
    const std::string name = folded(heading);
    if (name == "github_username" || name == "github_id") return NumberKind::github;
    if (name == "integration id") return NumberKind::integration;
    return name == "id" && is_canvas ? NumberKind::canvas : NumberKind::university;
}

std::string before_at(const std::string& key) {
    const std::size_t at = key.find('@');
    return at == std::string::npos ? "" : key.substr(0, at);
}

Register::Places found(const std::map<std::string, Register::Places>& index, const std::string& key) {
    const auto entry = index.find(key);
    return key.empty() || entry == index.end() ? Register::Places() : entry->second;
}

}  // namespace

bool identifies(std::string_view heading) {
    static constexpr std::array<std::string_view, 24> known{
        "identifier",
        "github_username",
        "roster_identifier",
        "github_id",
        "username",
        "user name",
        "login",
        "login id",
        "sis login id",
        "sis user id",
        "integration id",
        "id",
        "id number",
        "student id",
        "student number",
        "student",
        "sid",
        "netid",
        "uid",
        "email",
        "email address",
        "e-mail",
        "mail",
        "orgdefinedid",
    };
    return std::find(known.begin(), known.end(), folded(heading)) != known.end();
}

Register::Register(const std::vector<Student>& students) {
    for (std::size_t at = 0; at < students.size(); ++at) add(students[at], at);
}

Register::Places Register::by_key(std::string_view heading, std::string_view value, bool is_canvas) const {
    const std::string key = folded(value);
    if (key.empty()) return {};
    // Moodle has the number in the folders' names, too.
    if (const std::string number = participant_number(key);
        folded(heading) == "identifier" && !number.empty())
        return by_number(NumberKind::participant, number);
    const NumberKind kind = kind_of(heading, is_canvas);
    const auto column = columns_.find(folded(heading));
    if (column != columns_.end() && (kind == NumberKind::university || !is_number(key))) {
        const Places same = found(column->second, key);
        if (!same.empty()) return same;
    }
    if (!is_number(key)) return found(keys_, key);
    const Places places = by_number(kind, key);
    // Where it is not Canvas's own table, nobody knows whose number an "ID" is.
    const bool may_be_canvas = folded(heading) == "id" && kind != NumberKind::canvas;
    return places.empty() && may_be_canvas ? by_number(NumberKind::canvas, key) : places;
}

Register::Places Register::by_login(std::string_view heading, std::string_view value, bool is_canvas) const {
    const std::string key = folded(value);
    if (is_number(key) && kind_of(heading, is_canvas) != NumberKind::university) return {};
    return found(logins_, key.find('@') == std::string::npos ? key : before_at(key));
}

Register::Places Register::by_name(std::string_view name) const {
    const Places same = found(names_, folded_name(name));
    return same.empty() ? found(names_, bare(name)) : same;
}

Register::Places Register::by_number(NumberKind kind, const std::string& number) const {
    const auto index = numbers_.find(kind);
    return index == numbers_.end() ? Places() : found(index->second, number);
}

void Register::add_key(const std::string& value, std::size_t place, NumberKind kind) {
    const std::string key = folded(value);
    if (key.empty()) return;
    if (is_number(key)) numbers_[kind][key].insert(place);
    if (kind != NumberKind::university && is_number(key)) return;
    keys_[key].insert(place);
    const std::string login = before_at(key);
    logins_[login.empty() ? key : login].insert(place);
}

void Register::add_cell(const RosterCell& cell, std::size_t place, bool is_canvas) {
    const std::string number = participant_number(cell.text);
    if (folded(cell.column) == "identifier" && !number.empty()) {
        numbers_[NumberKind::participant][number].insert(place);
        return;
    }
    const NumberKind kind = kind_of(cell.column, is_canvas);
    if (identifies(cell.column)) add_key(cell.text, place, kind);
    if (kind == NumberKind::university || !is_number(folded(cell.text)))
        columns_[folded(cell.column)][folded(cell.text)].insert(place);
}

void Register::add(const Student& student, std::size_t place) {
    const bool is_canvas = has_canvas_columns(student);
    const bool is_canvas_number =
        is_canvas && std::any_of(student.cells.begin(), student.cells.end(), [&](const RosterCell& cell) {
            return folded(cell.column) == "id" && stripped(cell.text) == student.id;
        });
    if (!is_canvas_number) add_key(student.id, place, NumberKind::university);
    add_key(student.email, place, NumberKind::university);
    names_[folded_name(student.name)].insert(place);
    for (const RosterCell& cell : student.cells) add_cell(cell, place, is_canvas);
    for (const std::string& key : student.keys) {
        const std::string number = key.substr(key.rfind(' ') + 1);
        if (key == participant_key(number))
            numbers_[NumberKind::participant][number].insert(place);
        else if (key == canvas_key(number))
            numbers_[NumberKind::canvas][number].insert(place);
        else if (is_number(key))
            add_key(key, place, NumberKind::university);
        else
            names_[key].insert(place);
    }
}

}  // namespace grader
