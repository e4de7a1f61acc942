// A class's roster, as it was exported, edited and exported again.
#include "class/roster.hpp"

#include <set>
#include <string>

#include "base/error.hpp"
#include "class/csv.hpp"
#include "input.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const CsvTable table = parse_csv(text_of(data, size), "roster.csv");
        for (const CsvRow& row : table.rows) {
            must(row.cells.size() == table.columns.size(), "each row has all columns");
            // Between commas, and the more so in a table of which a comma is in the first line.
            const CsvTable written = parse_csv("a,b\r\n" + csv_line({"x", row.cells[0]}), "written");
            const std::string& cell = written.rows.at(0).cells[1];
            must(cell == row.cells[0] || cell == "'" + row.cells[0], "what is written is read again");
        }
        const Roster roster = read_roster(table, "roster.csv", "");
        std::set<std::string> ids;
        for (const Student& student : roster.students) {
            must(!student.id.empty(), "each student has a name");
            must(ids.insert(student.id).second, "nobody is there twice");
            must(student.cells.size() == roster.columns.size(), "each student has all cells");
            for (const std::string& key : keys_of(student)) must(!key.empty(), "a key says something");
        }
    } catch (const UserError& error) {
        must(*error.what() != '\0', "an error says something");
    }
    return 0;
}
