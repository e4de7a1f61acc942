#include "compile/build_cache.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/environment.hpp"
#include "base/files.hpp"
#include "base/replaced_file.hpp"
#include "base/unique_fd.hpp"
#include "compile/made_file.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

// A server with a sanitizer and all its debug information has 20 MB.
constexpr std::size_t most_bytes_of_an_entry = std::size_t{64} << 20U;
constexpr const char* format = "io-labs-build 1";

/// Makes it if need be; says why it can't be used. A directory that others could write to, or may have made
/// for us, is none.
std::string complaint_about(const fs::path& directory) {
    std::error_code error;
    fs::create_directories(directory.parent_path(), error);
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        return fmt::format("{} can't be made: {}", directory.string(),
                           std::generic_category().message(errno));
    struct stat about {};
    if (::lstat(directory.c_str(), &about) != 0 || !S_ISDIR(about.st_mode))
        return directory.string() + " is no directory";
    if (about.st_uid != ::geteuid()) return directory.string() + " is somebody else's";
    if ((about.st_mode & 077U) != 0)
        return directory.string() + " is open to others (chmod go= would close it)";
    return {};
}

unsigned checksum(const std::string& bytes) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return crc.checksum();
}

bool write_new_program(const fs::path& target, std::string_view bytes) {
    const UniqueFd fd(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0755));
    if (!fd) return false;
    while (!bytes.empty()) {
        const ssize_t done = ::write(fd.get(), bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            ::unlink(target.c_str());
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return ::fchmod(fd.get(), 0755) == 0;  // whatever the umask
}

fs::path entry_of(const fs::path& directory, const std::string& inputs) {
    return directory / fmt::format("{:016x}", std::hash<std::string>()(inputs));
}

struct Entry {
    std::string messages;
    std::string file;
};

/// Nothing if it is another's, or damaged.
std::optional<Entry> read_entry(const std::string& bytes, const std::string& inputs) {
    std::size_t sizes[3] = {};
    unsigned sum = 0;
    const std::size_t end = bytes.find('\n');
    const std::string pattern = std::string(format) + " %zu %zu %zu %x";
    if (end == std::string::npos ||
        std::sscanf(bytes.c_str(), pattern.c_str(), &sizes[0], &sizes[1], &sizes[2], &sum) != 4 ||
        std::any_of(std::begin(sizes), std::end(sizes),
                    [&](std::size_t size) { return size > bytes.size(); }) ||
        bytes.size() != end + 1 + sizes[0] + sizes[1] + sizes[2])
        return std::nullopt;
    if (bytes.compare(end + 1, sizes[0], inputs) != 0) return std::nullopt;
    Entry entry{bytes.substr(end + 1 + sizes[0], sizes[1]), bytes.substr(end + 1 + sizes[0] + sizes[1])};
    if (checksum(entry.messages + entry.file) != sum) return std::nullopt;
    return entry;
}

}  // namespace

BuildCache BuildCache::of_this_user(const SandboxLayers& layers) {
    BuildCache none;
    fs::path place = variable("IO_LABS_CACHE");
    if (!place.empty() && !place.is_absolute()) {
        // A relative path would be another place in each directory.
        none.reason_ =
            place == "off" ? "IO_LABS_CACHE is off" : "IO_LABS_CACHE is neither an absolute path nor off";
        return none;
    }
    if (!layers.protects_files() && layers.throwaway_uid == 0) {
        none.reason_ = "neither Landlock nor a throw-away user would keep submissions out of it";
        return none;
    }
    if (const fs::path caches = variable("XDG_CACHE_HOME"); place.empty() && caches.is_absolute())
        place = caches / "io-labs";
    if (const fs::path home = variable("HOME"); place.empty() && home.is_absolute())
        place = home / ".cache/io-labs";
    if (place.empty()) {
        none.reason_ = "there is no home directory; IO_LABS_CACHE may name another place";
        return none;
    }
    return BuildCache(place / "builds");
}

BuildCache::BuildCache(const fs::path& directory, std::uintmax_t most_bytes)
    : reason_(complaint_about(directory)), most_bytes_(most_bytes) {
    if (reason_.empty()) directory_ = directory;
}

std::optional<std::string> BuildCache::find(const std::string& inputs, const fs::path& target) const {
    if (directory_.empty()) return std::nullopt;
    const fs::path place = entry_of(directory_, inputs);
    const auto bytes = read_file(place, 2 * most_bytes_of_an_entry);
    if (!bytes) return std::nullopt;
    const auto entry = read_entry(*bytes, inputs);
    if (!entry || !write_new_program(target, entry->file)) return std::nullopt;
    std::error_code ignored;  // then it goes sooner than it ought to
    fs::last_write_time(place, fs::file_time_type::clock::now(), ignored);
    return entry->messages;
}

void BuildCache::keep(const std::string& inputs, const std::string& messages, const fs::path& file) const {
    if (directory_.empty()) return;
    const auto made = made_file(file, most_bytes_of_an_entry);
    if (!made || inputs.size() + messages.size() > most_bytes_of_an_entry) return;
    try {
        ReplacedFile(entry_of(directory_, inputs), "kept build")
            .write(fmt::format("{} {} {} {} {:x}\n", format, inputs.size(), messages.size(), made->size(),
                               checksum(messages + *made)) +
                   inputs + messages + *made);
        make_room();
    } catch (const std::exception&) {
        // The disk is full, or no longer ours. A grading does without.
    }
}

void BuildCache::make_room() const {
    struct Kept {
        fs::file_time_type used;
        std::uintmax_t bytes;
        fs::path file;
    };
    std::vector<Kept> all;
    std::uintmax_t bytes = 0;
    std::error_code gone;  // another grader makes room at the same time
    for (const fs::directory_entry& entry : fs::directory_iterator(directory_)) {
        const Kept kept{entry.last_write_time(gone), entry.file_size(gone), entry.path()};
        if (gone) continue;
        bytes += kept.bytes;
        all.push_back(kept);
    }
    std::sort(all.begin(), all.end(),
              [](const Kept& one, const Kept& other) { return one.used < other.used; });
    for (auto oldest = all.begin(); bytes > most_bytes_ && oldest != all.end(); ++oldest) {
        fs::remove(oldest->file, gone);
        bytes -= oldest->bytes;
    }
}

}  // namespace grader
