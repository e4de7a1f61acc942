// The grader's table of contents: a clean start, then parse, then grade, report, give a hint, or examine the
// machine.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "base/error.hpp"
#include "cli/clean_start.hpp"
#include "cli/debug.hpp"
#include "cli/doctor.hpp"
#include "cli/grade.hpp"
#include "cli/hint.hpp"
#include "cli/options.hpp"
#include "cli/practice.hpp"
#include "cli/report.hpp"
#include "cli/watch.hpp"

namespace {

int obey(int argc, char** argv) {
    using namespace grader;
    const Parsed parsed = parse_command_line(argc, argv);
    if (!parsed.command) return parsed.exit_status;
    switch (parsed.command->verb) {
        case Command::Verb::grade:
            return grade(parsed.command->grade);
        case Command::Verb::practice:
            return practice(parsed.command->grade);
        case Command::Verb::report:
            return report(parsed.command->report);
        case Command::Verb::debug:
            return debug(parsed.command->debug);
        case Command::Verb::hint:
            return hint(parsed.command->hint);
        case Command::Verb::watch:
            return watch(parsed.command->watch);
        case Command::Verb::doctor:
            return examine_machine();
    }
    return exit_usage;
}

/// A report that nobody got is none, whatever its verdict.
int unless_unwritten(int status) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
    std::fprintf(stderr, "io-labs: cannot write to standard output: %s\n", std::strerror(errno));
    return grader::exit_unfit;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace grader;
    try {
        start_clean(argv);
        return unless_unwritten(obey(argc, argv));
    } catch (const UserError& error) {
        std::fprintf(stderr, "io-labs: %s\n", error.what());
        return exit_usage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "io-labs: this machine does not let the grader work: %s\n", error.what());
        return exit_unfit;
    }
}
