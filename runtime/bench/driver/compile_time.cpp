// RT_BENCH_COMPILER, RT_BENCH_SOURCES and RT_BENCH_RT_INCLUDES come from CMakeLists.txt.
#include <fmt/format.h>
#include <stdlib.h>

#include <filesystem>
#include <sstream>

#include "child.hpp"
#include "figures.hpp"

namespace bench {
namespace {

/// For the object file; gone with this object. Not /dev/null: an assembler run by root may well replace that.
class ScratchFile {
 public:
    ScratchFile() : path_(std::filesystem::temp_directory_path() / "rt-bench-XXXXXX") {
        UniqueFd(check(mkstemp(path_.data()), "mkstemp"));
    }
    ScratchFile(const ScratchFile&) = delete;
    ~ScratchFile() { unlink(path_.c_str()); }
    [[nodiscard]] const std::string& path() const { return path_; }

 private:
    std::string path_;
};

/// As the grader compiles what students write.
std::vector<std::string> command_for(const Peer& peer, const std::string& object) {
    std::vector<std::string> command{RT_BENCH_COMPILER, "-std=c++20", "-O1", "-g", "-c", "-o", object};
    std::istringstream directories(RT_BENCH_RT_INCLUDES);  // separated by |
    for (std::string directory; std::getline(directories, directory, '|');)
        if (!directory.empty()) command.push_back("-I" + directory);
    command.push_back(std::string(RT_BENCH_SOURCES) + "/" + peer.source);
    return command;
}

}  // namespace

Figure measure_compile_time(const Roster& roster, const Cores& cores, bool quick, const Progress& progress) {
    Figure figure{"compile", "compile an echo server (-O1 -g), CPU time", "s", {}};
    for (const Peer* peer : roster.present)
        if (!peer->source.empty()) figure.rows.push_back({peer, {}, {}});
    const ScratchFile object;
    const int rounds = quick ? 1 : 3;
    for (int round = 0; round < rounds; ++round) {
        for (Figure::Row& row : figure.rows) {
            if (!row.failure.empty()) continue;
            progress(fmt::format("{}: round {} of {}, {}", figure.title, round + 1, rounds, row.peer->label));
            const Child::End end =
                Child(command_for(*row.peer, object.path()), cores.server).wait(std::chrono::minutes(2));
            if (end.succeeded)
                row.samples.push_back({round, end.cpu.count()});
            else
                row.failure = fmt::format("{} did not compile {}", RT_BENCH_COMPILER, row.peer->source);
        }
    }
    return figure;
}

}  // namespace bench
