// Launching programs in an arena, and finding what is left of them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "arena/arena.hpp"
#include "arena/process.hpp"
#include "support/temporary_directory.hpp"
#include "warden/protocol.hpp"

namespace grader {

/// One for the whole process: it is made once, while there is a single thread.
const Arena& arena();

/// A port of the machine's own loopback on which somebody listened before the arena was entered.
std::uint16_t port_outside();

/// A launch of the tests' own programs, with every layer that holds here.
LaunchSpec troublemaker(const std::string& trouble, const std::string& mark,
                        const std::string& writable = "");
LaunchSpec prober(std::vector<std::string> arguments, const std::string& writable = "");
LaunchSpec shell(const std::string& script, const std::string& writable = "");

/// Long enough for anything on a busy machine; nothing is expected to take it.
constexpr std::chrono::seconds long_enough{60};

struct Outcome {
    std::optional<Exit> exit;  // nothing: it did not come to an end
    std::string output;
    std::string error;
};

/// Launches and waits for the end.
Outcome run(const LaunchSpec& spec);
Outcome run(const to_warden::Launch& launch);
/// What the prober printed, without the newline.
std::string probe(std::vector<std::string> arguments, const std::string& writable = "");

/// A directory outside of the arena in which everybody may do everything.
class OpenDirectory {
    const TemporaryDirectory temporary_;

 public:
    OpenDirectory();

    const std::filesystem::path path = temporary_.path();
};

/// Whether anything keeps a fork bomb from taking the machine: RLIMIT_NPROC does not count for root.
bool forks_are_bounded();

/// A mark that no other process of this machine carries.
std::string new_mark();
/// Living processes with this argument on their command line; zombies have none.
int count_marked(const std::string& mark);
/// Waits until the program has printed this.
bool prints(Process& process, const std::string& text);
/// Asks until it holds; false after long_enough.
bool comes_true(const std::function<bool()>& condition);

}  // namespace grader
