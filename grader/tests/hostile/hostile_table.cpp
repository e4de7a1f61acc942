// hostile_table DOCUMENT: writes the table of attacks into docs/sandbox.md, from what the last run of the
// suite has recorded. Run the whole suite as root before: IO_LABS_HOSTILE=full ctest -L hostile
#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>

#include "attack.hpp"
#include "table.hpp"

int main(int argc, char** argv) try {
    if (argc != 2) {
        std::fputs("usage: hostile_table DOCUMENT, such as docs/sandbox.md\n", stderr);
        return 64;
    }
    std::ostringstream document;
    document << std::ifstream(argv[1]).rdbuf();
    using namespace grader::hostile;
    const std::string updated = with_table(document.str(), table_of(all_attacks()));
    std::ofstream(argv[1]) << updated;
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "hostile_table: %s\n", error.what());
    return 1;
}
