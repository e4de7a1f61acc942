#include "arena/landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace grader {

namespace {

// The kernel's structure as of version 6; older headers know a shorter one. Unknown members must be zero and
// the size must fit what the kernel knows, so it is cut below by version.
struct RulesetAttributes {
    std::uint64_t handled_access_fs = 0;
    std::uint64_t handled_access_net = 0;
    std::uint64_t scoped = 0;
};

constexpr std::uint64_t read_access =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t refer = 1ULL << 13U;     // version 2
constexpr std::uint64_t truncate = 1ULL << 14U;  // version 3
constexpr std::uint64_t version_1 = (1ULL << 13U) - 1;
constexpr std::uint64_t for_files =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | truncate;
constexpr std::uint64_t scope_abstract_sockets = 1ULL << 0U;
constexpr std::uint64_t scope_signals = 1ULL << 1U;

void allow(int ruleset, const std::string& path, std::uint64_t access) {
    const UniqueFd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!place) return;
    struct stat about {};
    check(::fstat(place.get(), &about), "fstat " + path);
    if (!S_ISDIR(about.st_mode)) access &= for_files;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = access;
    rule.parent_fd = place.get();
    check(static_cast<int>(::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0)),
          "landlock_add_rule " + path);
}

}  // namespace

int landlock_abi() {
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? static_cast<int>(version) : 0;
}

void confine_with_landlock(const std::vector<std::string>& readable,
                           const std::vector<std::string>& writable) {
    const int version = landlock_abi();
    RulesetAttributes attributes;
    attributes.handled_access_fs = version_1;
    if (version >= 2) attributes.handled_access_fs |= refer;
    if (version >= 3) attributes.handled_access_fs |= truncate;
    if (version >= 6) attributes.scoped = scope_abstract_sockets | scope_signals;
    std::size_t size = sizeof attributes.handled_access_fs;
    if (version >= 4) size += sizeof attributes.handled_access_net;
    if (version >= 6) size += sizeof attributes.scoped;

    const UniqueFd ruleset(
        check(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0)),
              "landlock_create_ruleset"));
    for (const std::string& path : readable) allow(ruleset.get(), path, read_access);
    for (const std::string& path : writable) allow(ruleset.get(), path, attributes.handled_access_fs);
    check(static_cast<int>(::syscall(SYS_landlock_restrict_self, ruleset.get(), 0)),
          "landlock_restrict_self");
}

}  // namespace grader
