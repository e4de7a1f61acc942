// The students of a class, found by what is known of each: numbers, addresses, user names, names.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "class/records.hpp"

namespace grader {

/// Who gave a number: only numbers of one kind say whether two students are one.
enum class NumberKind { university, participant, canvas, github, integration };

/// Whether the cells of a column so headed are one student's alone. Others (a section, a group) say nothing
/// of whom.
[[nodiscard]] bool identifies(std::string_view heading);

/// Each answer is places in the class.
class Register {
 public:
    using Places = std::set<std::size_t>;

    explicit Register(const std::vector<Student>& students);

    /// Those whose cell in a column of this heading says this; else those who are called so anywhere.
    /// `is_canvas`: the column is of Canvas's own table.
    [[nodiscard]] Places by_key(std::string_view heading, std::string_view value, bool is_canvas) const;

    /// Logins are mostly what stands before the @ of an address.
    [[nodiscard]] Places by_login(std::string_view heading, std::string_view value, bool is_canvas) const;

    /// Canvas calls the files of "Lovelace, Ada" lovelaceada.
    [[nodiscard]] Places by_name(std::string_view name) const;

 private:
    using Index = std::map<std::string, Places>;

    [[nodiscard]] Places by_number(NumberKind kind, const std::string& number) const;
    void add(const Student& student, std::size_t place);
    void add_cell(const RosterCell& cell, std::size_t place, bool is_canvas);
    void add_key(const std::string& value, std::size_t place, NumberKind kind);

    Index keys_;
    Index logins_;
    Index names_;
    std::map<NumberKind, Index> numbers_;
    std::map<std::string, Index> columns_;
};

}  // namespace grader
