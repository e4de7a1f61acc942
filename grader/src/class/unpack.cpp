#include "class/unpack.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "report/text.hpp"
#include "submission/archive_tree.hpp"
#include "submission/limits.hpp"
#include "submission/names.hpp"
#include "submission/tree.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

const ArchiveBounds of_class = {500'000, std::size_t{64} << 20U, std::uintmax_t{8} << 30U,
                                std::uintmax_t{1} << 30U, "unpack it yourself, and name the directory"};
constexpr std::size_t most_told = 20;  // names of entries that are left out

/// What git keeps for itself is large, and no part of a submission.
bool is_gits(const std::string& path) {
    return path.rfind(".git/", 0) == 0 || path.find("/.git/") != std::string::npos;
}

bool is_of_use(const std::string& path) {
    const std::string name = path.substr(path.find_last_of("/\\") + 1);
    const Role role = role_of(name).role;
    return !is_gits(path) &&
           (role == Role::unit || role == Role::header || is_called_an_archive(name) ||
            name == "submission_metadata.yml" || path.find(".io-labs/") != std::string::npos);
}

/// Why a path can't be made; "" of one that can.
std::string complaint_about(const std::string& path) {
    if (path.empty() || path.front() == '/') return "its name is an absolute path";
    if (path.size() > most_path_bytes) return "its name is too long";
    std::size_t depth = 0;
    for (const fs::path& name : fs::path(path)) {
        if (name == "..") return "its name leads out of the archive";
        if (name.native().size() > most_name_bytes) return "its name is too long";
        if (++depth > deepest_path) return "it lies too deep";
    }
    return {};
}

/// Below a new directory, in which nothing but this makes anything: a link there leads to a name beside it.
void make(const fs::path& place, EntryKind kind, std::string_view bytes) {
    if (kind == EntryKind::directory) {
        fs::create_directories(place);
        return;
    }
    fs::create_directories(place.parent_path());
    if (kind == EntryKind::link) {
        fs::create_symlink("a-link-in-the-archive", place);
        return;
    }
    if (kind != EntryKind::file) return;
    const UniqueFd file(
        check(::open(place.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0666),
              place.filename().string()));
    while (!bytes.empty()) {
        const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        check(count < 0 ? -1 : 0, "write " + place.filename().string());
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

/// Why the entry is not there; "" of one that is.
std::string complaint_of_making(const fs::path& into, const ArchivedEntry& entry) {
    if (std::string complaint = complaint_about(entry.path); !complaint.empty()) return complaint;
    try {
        make(into / entry.path, entry.kind, entry.text);
        return {};
    } catch (const std::system_error& error) {
        if (error.code().value() == ENOSPC) throw;
        return error.code().value() == EEXIST ? "its name is there twice" : error.code().message();
    }
}

}  // namespace

void unpack_class(const fs::path& archive, const fs::path& into, std::vector<std::string>& notices) {
    fs::create_directories(into);
    const std::string name = archive.filename().string();
    std::size_t left_out = 0;
    const auto take = [&](const ArchivedEntry& entry) {
        if (is_gits(entry.path)) return;
        const std::string complaint = complaint_of_making(into, entry);
        if (complaint.empty() || ++left_out > most_told) return;
        notices.push_back(
            fmt::format("{} in {} was left out: {}", printable(entry.path.substr(0, 200)), name, complaint));
    };
    try {
        for_each_entry(archive, of_class, is_of_use, take);
    } catch (const Unreadable& unreadable) {
        throw UserError(unreadable.what());
    }
    if (left_out > most_told)
        notices.push_back(fmt::format("and {} more entries of {} were left out", left_out - most_told, name));
}

}  // namespace grader
