// The grader's table of contents: parse, then grade, report, or examine the machine.
#include <cstdio>
#include <exception>

#include "base/error.hpp"
#include "cli/doctor.hpp"
#include "cli/grade.hpp"
#include "cli/options.hpp"
#include "cli/report.hpp"

int main(int argc, char** argv) {
    using namespace grader;
    try {
        const Parsed parsed = parse_command_line(argc, argv);
        if (!parsed.command) return parsed.exit_status;
        switch (parsed.command->verb) {
            case Command::Verb::grade:
                return grade(parsed.command->grade);
            case Command::Verb::report:
                return report(parsed.command->report);
            case Command::Verb::doctor:
                return examine_machine();
        }
        return exit_usage;
    } catch (const UserError& error) {
        std::fprintf(stderr, "io-labs: %s\n", error.what());
        return exit_usage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "io-labs: this machine does not let the grader work: %s\n", error.what());
        return exit_unfit;
    }
}
