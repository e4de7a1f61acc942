#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/captured.hpp"
#include "base/error.hpp"
#include "submission/limits.hpp"
#include "submission/listed_tree.hpp"

extern char** environ;

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

class CommitTree : public ListedTree {
 public:
    CommitTree(fs::path repository, const std::string& commit) : repository_(std::move(repository)) {
        commit_ = git({"rev-parse", "--verify", "--end-of-options", commit + "^{commit}"}, most_line).output;
        while (!commit_.empty() && commit_.back() == '\n') commit_.pop_back();
        // "MODE TYPE OBJECT SIZE<tab>PATH" with NUL behind each. Trees of trees of trees take a kilobyte to
        // push and for ever to list: the limits of git() end that.
        const std::string listed =
            git({"ls-tree", "-r", "-z", "--long", "--full-tree", commit_}, most_listed).output;
        for (std::size_t at = 0; at < listed.size();) {
            const std::size_t end = std::min(listed.find('\0', at), listed.size());
            add_line(std::string_view(listed).substr(at, end - at));
            at = end + 1;
        }
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

    void add_line(std::string_view line) {
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
        if (size() >= most_entries)
            throw Unreadable(fmt::format(
                "the commit holds more than {} files; is a build directory among them?", most_entries));
        const std::uintmax_t bytes = std::strtoull(std::string(words[3]).c_str(), nullptr, 10);
        add(std::string(line.substr(tab + 1)), kind_of(words[0]), bytes, std::string(words[2]));
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
        throw UserError(captured.complaint.empty() ? fmt::format("git {} failed", verb) : captured.complaint);
    }

    fs::path repository_;
    std::string commit_;
};

}  // namespace

std::unique_ptr<Tree> open_commit(const fs::path& repository, const std::string& commit) {
    return std::make_unique<CommitTree>(repository, commit);
}

}  // namespace grader
