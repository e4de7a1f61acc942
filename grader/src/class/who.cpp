#include "class/who.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "class/identity.hpp"
#include "class/person_names.hpp"
#include "report/text.hpp"
#include "result/nearest.hpp"

namespace grader {

namespace {

/// All that a student is called: the id, the name, the address, and cells of the roster that tell who it is.
std::vector<std::string> words_of(const Student& student) {
    std::vector<std::string> words = {student.id, student.name, student.email,
                                      student.email.substr(0, student.email.find('@'))};
    for (const RosterCell& cell : student.cells) {
        const std::string column = bare(cell.column);
        const bool is_shared =
            column.find("section") != std::string::npos || column.find("group") != std::string::npos;
        if (!is_shared) words.push_back(trimmed(cell.text));
    }
    words.insert(words.end(), student.keys.begin(), student.keys.end());
    words.erase(std::remove(words.begin(), words.end(), ""), words.end());
    return words;
}

bool is_called(const Student& student, const std::string& who) {
    const std::vector<std::string> words = words_of(student);
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return bare(word) == bare(who); });
}

bool is_partly_called(const Student& student, const std::string& who) {
    const std::vector<std::string> words = words_of(student);
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return bare(word).find(bare(who)) != std::string::npos;
    });
}

using Fits = std::function<bool(const Student&)>;

std::vector<const Student*> all_who(const Class& asked, const Fits& fits) {
    std::vector<const Student*> all;
    for (const Student& student : asked.students)
        if (fits(student)) all.push_back(&student);
    return all;
}

std::string shown(const Student& student) {
    const bool has_name = !student.name.empty() && student.name != student.id;
    return has_name ? fmt::format("{} ({})", student.id, printable(student.name)) : student.id;
}

/// The surest way in which anybody is meant.
std::vector<const Student*> meant_by(const Class& asked, const std::string& who) {
    if (const Student* one = asked.student(who)) return {one};
    if (bare(who).empty()) return {};
    const bool has_several_words = trimmed(who).find_first_of(" ,") != std::string::npos;
    const Fits ways[] = {
        [&](const Student& one) { return is_called(one, who); },
        [&](const Student& one) {
            return has_several_words && !one.name.empty() && may_be_one_person(one.name, who);
        },
        [&](const Student& one) { return is_partly_called(one, who); },
        [&](const Student& one) { return !one.name.empty() && may_be_one_person(one.name, who); },
    };
    for (const Fits& way : ways) {
        if (std::vector<const Student*> all = all_who(asked, way); !all.empty()) return all;
    }
    return {};
}

std::vector<std::string> parts_of(const std::string& words) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= words.size();) {
        const std::size_t comma = std::min(words.find(',', begin), words.size());
        parts.push_back(trimmed(words.substr(begin, comma - begin)));
        begin = comma + 1;
    }
    return parts;
}

/// "Lovelace, Ada" of Ada Lovelace, letter by letter: that is no list of two.
bool is_a_name(const Class& asked, const std::string& words) {
    const std::size_t comma = words.find(',');
    const std::string turned = words.substr(comma + 1) + words.substr(0, comma);
    return std::any_of(asked.students.begin(), asked.students.end(), [&](const Student& one) {
        return is_called(one, words) || (!one.name.empty() && bare(one.name) == bare(turned));
    });
}

}  // namespace

const Student& student_called(const Class& asked, const std::string& who) {
    const std::vector<const Student*> meant = meant_by(asked, who);
    if (meant.size() == 1) return *meant.front();
    constexpr std::size_t most_shown = 8;
    if (!meant.empty()) {
        std::vector<std::string> all;
        for (const Student* one : meant) all.push_back(shown(*one));
        const bool is_cut = all.size() > most_shown;
        if (is_cut) all.resize(most_shown);
        throw UserError(fmt::format("\"{}\" may be {} students; name one in full: {}{}", printable(who),
                                    meant.size(), fmt::join(all, ", "), is_cut ? ", …" : ""));
    }
    std::vector<std::string> known;
    for (const Student& student : asked.students) {
        for (const std::string& word : words_of(student)) known.push_back(word);
    }
    std::string near;
    if (const auto word = nearest(who, known)) {
        for (const Student* one : all_who(asked, [&](const Student& one) { return is_called(one, *word); }))
            near += (near.empty() ? "" : " or ") + shown(*one);
    }
    throw UserError(fmt::format(
        "there is no student \"{}\"{}; a student is named by ID, name, address, user name, or a part of one",
        printable(who), near.empty() ? "" : fmt::format("; did you mean {}?", near)));
}

std::vector<std::string> students_called(const Class& asked, const std::vector<std::string>& all) {
    std::vector<std::string> ids;
    const auto add = [&](const std::string& who) {
        const std::string& id = student_called(asked, who).id;
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    };
    for (const std::string& words : all) {
        const std::vector<std::string> parts = parts_of(words);
        const bool is_list = parts.size() > 1 && !is_a_name(asked, words) &&
                             std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
                                 return meant_by(asked, part).size() == 1;
                             });
        // Of a list with a stranger in it, the stranger is complained of.
        if (is_list || (parts.size() > 1 && meant_by(asked, words).empty()))
            std::for_each(parts.begin(), parts.end(), add);
        else
            add(words);
    }
    return ids;
}

}  // namespace grader
