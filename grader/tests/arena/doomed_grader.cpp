// A grader that has launched a program and is about to be killed. Prints, a line each, what must not outlive
// it: the scratch directory, then the control groups; then an empty line.
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "arena/arena.hpp"
#include "arena/process.hpp"

int main(int argc, char** argv) {
    using namespace grader;
    if (argc != 4) return 64;
    const std::filesystem::path program = argv[1];
    const Arena arena;
    const auto copy = arena.scratch().make_readable("programs") / program.filename();
    std::filesystem::copy_file(program, copy);
    // By their names: what they do, and the mark by which the test finds them.
    Process launched(arena.launch({copy.string(), argv[2], argv[3]}));
    launched.wait_until(std::chrono::seconds(30), [&] { return !launched.standard_output().empty(); });
    std::printf("%s\n", arena.scratch().path().c_str());
    for (const std::string& group : arena.layers().cgroup_directories) std::printf("%s\n", group.c_str());
    std::printf("\n");
    std::fflush(stdout);
    char byte = 0;
    return ::read(STDIN_FILENO, &byte, 1) == 0 ? 0 : 1;  // the end of standard input is a friendly end
}
