// The grader's table of contents: a warden does a warden's work; everybody else parses, grades and reports.
#include <cstdio>
#include <exception>

#include "base/error.hpp"
#include "cli/doctor.hpp"
#include "cli/grade.hpp"
#include "cli/options.hpp"
#include "warden/warden.hpp"

int main(int argc, char** argv) {
    using namespace grader;
    serve_if_warden(argc, argv);
    try {
        const Parsed parsed = parse_command_line(argc, argv);
        if (!parsed.command) return parsed.exit_status;
        return parsed.command->verb == Command::Verb::doctor ? examine_machine()
                                                             : grade(parsed.command->grade);
    } catch (const UserError& error) {
        std::fprintf(stderr, "io-labs: %s\n", error.what());
        return exit_usage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "io-labs: this machine does not let the grader work: %s\n", error.what());
        return exit_unfit;
    }
}
