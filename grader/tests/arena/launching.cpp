#include "launching.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/files.hpp"
#include "base/unique_fd.hpp"
#include "support/loopback.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

struct World {
    // On the loopback that is there before the arena is entered.
    UniqueFd outside = listen_on_loopback(8);
    Arena arena;
};

const World& world() {
    static const World the_world;
    return the_world;
}

/// The program's copy in the scratch directory: what is elsewhere can't be executed there.
std::string copied(const fs::path& program) {
    const fs::path copy = arena().scratch().make_readable("programs") / program.filename();
    if (!fs::exists(copy)) fs::copy_file(program, copy);
    return copy.string();
}

}  // namespace

const Arena& arena() {
    return world().arena;
}
std::uint16_t port_outside() {
    return port_of(world().outside);
}

LaunchSpec troublemaker(const std::string& trouble, const std::string& mark, const std::string& writable) {
    return arena().launch({copied(TROUBLEMAKER), trouble, mark}, writable);
}

LaunchSpec prober(std::vector<std::string> arguments, const std::string& writable) {
    arguments.insert(arguments.begin(), copied(PROBER));
    return arena().launch(std::move(arguments), writable);
}

LaunchSpec shell(const std::string& script, const std::string& writable) {
    LaunchSpec spec = arena().launch({"/bin/sh", "-c", script}, writable);
    spec.may_execute = true;
    return spec;
}

Outcome run(const LaunchSpec& spec) {
    return run(to_warden::Launch{spec});
}

Outcome run(const to_warden::Launch& launch) {
    Process process(launch);
    Outcome outcome;
    outcome.exit = process.wait_for_output_end(long_enough);
    outcome.output = process.standard_output();
    outcome.error = process.standard_error();
    return outcome;
}

std::string probe(std::vector<std::string> arguments, const std::string& writable) {
    const Outcome outcome = run(prober(std::move(arguments), writable));
    EXPECT_TRUE(outcome.exit && outcome.exit->kind == Exit::Kind::exited && outcome.exit->value == 0)
        << (outcome.exit ? outcome.exit->describe() : "it has not ended") << outcome.error;
    return outcome.output.substr(0, outcome.output.find_last_not_of('\n') + 1);
}

OpenDirectory::OpenDirectory() {
    fs::permissions(path, fs::perms(0777));
    std::ofstream(path / "file") << "anything";
    fs::permissions(path / "file", fs::perms(0666));
}

bool forks_are_bounded() {
    const SandboxLayers& layers = arena().layers();
    return !layers.root || layers.throwaway_uid != 0 || !layers.cgroup_directories.empty();
}

std::string new_mark() {
    static int number = 0;
    return "io-labs-mark-" + std::to_string(::getpid()) + "-" + std::to_string(++number);
}

int count_marked(const std::string& mark) {
    int count = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (!std::all_of(name.begin(), name.end(), [](char digit) { return digit >= '0' && digit <= '9'; }))
            continue;
        const std::string words = read_file(entry.path() / "cmdline").value_or("");
        // The grader that launches it carries the mark as well, between two other words.
        const bool is_grader = words.find("doomed_grader") != std::string::npos;
        if (!is_grader && words.find(mark + '\0') != std::string::npos) ++count;
    }
    return count;
}

bool prints(Process& process, const std::string& text) {
    return process.wait_until(long_enough,
                              [&] { return process.standard_output().find(text) != std::string::npos; });
}

bool comes_true(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + long_enough;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return condition();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

}  // namespace grader
