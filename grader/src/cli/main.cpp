// The grader's table of contents: a warden does a warden's work; everybody else parses, grades and reports.
#include <cstdio>
#include <exception>

#include "base/error.hpp"
#include "cli/doctor.hpp"
#include "cli/grade.hpp"
#include "cli/options.hpp"
#include "cli/report.hpp"
#include "warden/warden.hpp"

int main(int argc, char** argv) {
    using namespace grader;
    serve_if_warden(argc, argv);
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
