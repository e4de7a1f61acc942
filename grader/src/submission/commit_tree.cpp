#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/captured.hpp"
#include "base/error.hpp"
#include "submission/tree.hpp"

namespace grader {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

/// Ours without git's variables, which may speak of another repository (a hook has them). Objects are what
/// their names say: no replacements, and none is fetched.
std::vector<std::string> environment_for_git() {
    std::vector<std::string> environment = {"GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C"};
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view variable = *entry;
        if (variable.rfind("GIT_", 0) != 0 && variable.rfind("LC_ALL=", 0) != 0)
            environment.emplace_back(variable);
    }
    return environment;
}

EntryKind kind_of(std::string_view mode) {
    if (mode == "160000") return EntryKind::repository;
    if (mode == "120000") return EntryKind::link;
    return mode == "040000" ? EntryKind::directory : EntryKind::file;
}

/// Lists a directory when it is asked for: trees of trees of trees take a kilobyte to push and for ever to
/// list, and of a clone little more than starter/ is looked at.
class CommitTree : public Tree {
 public:
    CommitTree(fs::path repository, const std::string& commit) : repository_(std::move(repository)) {
        std::string name =
            git({"rev-parse", "--verify", "--end-of-options", commit + "^{commit}"}, most_line).output;
        while (!name.empty() && name.back() == '\n') name.pop_back();
        trees_[""] = name;
    }

    [[nodiscard]] std::string name() const override { return repository_.stem().string(); }

    [[nodiscard]] Contents read(const Entry& file, std::size_t limit) const override {
        try {
            return {true, git({"cat-file", "blob", file.key}, limit).output, ""};
        } catch (const std::exception& error) {
            return {false, "", error.what()};
        }
    }

 private:
    static constexpr std::size_t most_line = 4096;
    static constexpr std::size_t most_listed = 16U << 20U;
    static constexpr std::size_t most_directories = 1000;

    [[nodiscard]] std::vector<Entry> list_as_named(const std::string& directory) const override {
        const auto tree = trees_.find(directory);
        if (tree == trees_.end()) return {};
        const auto [listed, is_new] = listed_.try_emplace(directory);
        if (!is_new) return listed->second;
        if (listed_.size() > most_directories)
            throw Unreadable(fmt::format("the commit holds more than {} directories in which a lab may be",
                                         most_directories));
        // "MODE TYPE OBJECT SIZE<tab>NAME" with NUL behind each.
        const std::string lines = git({"ls-tree", "-z", "--long", tree->second}, most_listed).output;
        // All that is listed is kept, and a thousand directories may be one and the same large one.
        all_listed_ += lines.size();
        if (all_listed_ > 2 * most_listed) throw Unreadable("the commit holds too many files");
        for (std::size_t at = 0; at < lines.size();) {
            const std::size_t end = std::min(lines.find('\0', at), lines.size());
            add_line(listed->second, directory, std::string_view(lines).substr(at, end - at));
            at = end + 1;
        }
        return listed->second;
    }

    void add_line(std::vector<Entry>& entries, const std::string& directory, std::string_view line) const {
        const std::size_t tab = line.find('\t');
        if (tab == std::string_view::npos) return;
        std::vector<std::string_view> words;
        for (std::string_view rest = line.substr(0, tab); !rest.empty();) {
            const std::size_t begin = std::min(rest.find_first_not_of(' '), rest.size());
            rest.remove_prefix(begin);
            const std::size_t end = std::min(rest.find(' '), rest.size());
            if (end > 0) words.push_back(rest.substr(0, end));
            rest.remove_prefix(end);
        }
        if (words.size() != 4) return;
        const std::string name(line.substr(tab + 1));
        const std::string path = directory.empty() ? name : directory + "/" + name;
        if (name == ".." || name == "." || name.find('/') != std::string::npos) {
            refuse(path, "its name leads out of what was handed in");
            return;
        }
        const EntryKind kind = kind_of(words[0]);
        if (kind == EntryKind::directory) trees_[path] = words[2];
        const std::uintmax_t bytes = std::strtoull(std::string(words[3]).c_str(), nullptr, 10);
        entries.push_back({path, kind, bytes, kind == EntryKind::directory ? path : std::string(words[2])});
    }

    /// Throws UserError with git's own words, Unreadable at a limit.
    [[nodiscard]] Captured git(std::vector<std::string> words, std::size_t limit) const {
        // The repository may be somebody's whose settings would have git run programs.
        const std::string verb = words.front();
        words.insert(words.begin(), {"git", "-C", repository_.string(), "-c", "protocol.allow=never", "-c",
                                     "core.fsmonitor=false"});
        Captured captured = capture(words, environment_for_git(), 30s, limit);
        if (captured.status == 0) return captured;
        if (captured.too_long || captured.too_large)
            throw Unreadable(fmt::format("the commit is too large: git {} was stopped", verb));
        // A wrong command line is answered in one line.
        std::replace(captured.complaint.begin(), captured.complaint.end(), '\n', ' ');
        throw UserError(captured.complaint.empty() ? fmt::format("git {} failed", verb) : captured.complaint);
    }

    fs::path repository_;
    mutable std::size_t all_listed_ = 0;
    mutable std::map<std::string, std::string> trees_;          // the object of each directory that is known
    mutable std::map<std::string, std::vector<Entry>> listed_;  // what stands in those that were asked for
};

}  // namespace

std::unique_ptr<Tree> open_commit(const fs::path& repository, const std::string& commit) {
    return std::make_unique<CommitTree>(repository, commit);
}

}  // namespace grader
