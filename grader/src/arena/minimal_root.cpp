#include "arena/minimal_root.hpp"

#include <fcntl.h>
#include <mntent.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "arena/visible.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace grader {

namespace fs = std::filesystem;

namespace {

/// What one of the paths was before the old root was left.
struct Place {
    fs::path path;
    fs::path real;  ///< without symbolic links, which would lead into the new root
    mode_t kind = 0;
    bool only_a_link = false;  ///< to something that is visible itself: /bin
};

std::vector<Place> look_at(std::vector<std::string> paths) {
    // Directories before what lies in them.
    std::sort(paths.begin(), paths.end());
    std::vector<Place> places;
    for (const fs::path path : paths) {
        const auto holds_it = [&](const Place& place) { return lies_below(path, place.path); };
        if (std::any_of(places.begin(), places.end(), holds_it)) continue;
        std::error_code gone;
        struct stat about {};
        Place place{path, fs::canonical(path, gone)};
        if (gone || ::stat(path.c_str(), &about) != 0) continue;
        place.kind = about.st_mode & S_IFMT;
        places.push_back(std::move(place));
    }
    for (Place& place : places) {
        place.only_a_link = place.real != place.path && place.kind == S_IFDIR &&
                            std::any_of(places.begin(), places.end(), [&](const Place& other) {
                                return other.real == other.path && lies_below(place.real, other.path);
                            });
    }
    return places;
}

void mount_again(const fs::path& from, const fs::path& to) {
    // Recursively: in a user namespace, what is mounted below can't be left out.
    check(::mount(from.c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr), "bind " + to.string());
}

void make_visible(const Place& place, const fs::path& old_root) {
    fs::create_directories(place.path.parent_path());
    if (place.only_a_link) {
        check(::symlink(place.real.c_str(), place.path.c_str()), "symlink " + place.path.string());
        return;
    }
    if (place.kind == S_IFDIR) {
        fs::create_directories(place.path);
    } else {
        const UniqueFd file(check(::open(place.path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644),
                                  "make " + place.path.string()));
    }
    mount_again(old_root / place.real.relative_path(), place.path);
}

// mount_setattr(2) is in the kernel from 5.12, in glibc from 2.36; the system call works with any.
struct MountAttributes {
    std::uint64_t set, clear, propagation, user_namespace;
};
constexpr std::uint64_t mount_read_only = 0x1;
constexpr std::uint64_t mount_nosuid = 0x2;
constexpr std::uint64_t mount_nodev = 0x4;

/// False where there is no such call, or it is unknown to a filter that we are under already.
bool restrict_all_at_once() {
#ifndef SYS_mount_setattr
    constexpr long SYS_mount_setattr = 442;
#endif
    MountAttributes attributes{mount_read_only | mount_nosuid | mount_nodev, 0, 0, 0};
    if (::syscall(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &attributes, sizeof attributes) == 0)
        return true;
    if (errno != ENOSYS && errno != EPERM) check(-1, "mount_setattr /");
    return false;
}

/// The mount's flags without `clear` and with `set`. What a user namespace inherits can't be cleared, so all
/// others stay.
void change_mount(const fs::path& path, unsigned long set, unsigned long clear) {
    struct statvfs now {};
    check(::statvfs(path.c_str(), &now), "statvfs " + path.string());
    // The names differ, the numbers of these are the same: statvfs(3), mount(2).
    constexpr unsigned long same = ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC | ST_NOATIME | ST_NODIRATIME;
    unsigned long flags = now.f_flag & same;
    if ((now.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
    flags = (flags & ~clear) | set;
    check(::mount("none", path.c_str(), nullptr, MS_REMOUNT | MS_BIND | flags, nullptr),
          "remount " + path.string());
}

void restrict_one_by_one() {
    const std::unique_ptr<FILE, int (*)(FILE*)> table(::setmntent("/proc/self/mounts", "r"), ::endmntent);
    if (!table) check(-1, "open /proc/self/mounts");
    std::vector<fs::path> mounts;
    while (const mntent* entry = ::getmntent(table.get())) mounts.emplace_back(entry->mnt_dir);
    for (const fs::path& mount : mounts) change_mount(mount, MS_RDONLY | MS_NOSUID | MS_NODEV, 0);
}

/// What programs take for granted in /dev.
void link_standard_descriptors() {
    constexpr const char* links[][2] = {{"/proc/self/fd", "/dev/fd"},
                                        {"/proc/self/fd/0", "/dev/stdin"},
                                        {"/proc/self/fd/1", "/dev/stdout"},
                                        {"/proc/self/fd/2", "/dev/stderr"}};
    fs::create_directories("/dev");
    for (const auto& [target, name] : links) check(::symlink(target, name), std::string("symlink ") + name);
}

}  // namespace

void enter_minimal_root(const std::vector<std::string>& readable, const std::string& writable) {
    const std::vector<Place> places = look_at(readable);
    const mode_t mask = ::umask(0022);
    check(::unshare(CLONE_NEWNS), "unshare mounts");
    check(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make / private");
    // On /proc, which every machine has: it comes to light again once the new root is entered.
    check(::mount("io-labs-root", "/proc", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m"),
          "mount a root");
    check(::mkdir("/proc/old", 0700), "mkdir");
    check(static_cast<int>(::syscall(SYS_pivot_root, "/proc", "/proc/old")), "pivot_root");
    check(::chdir("/"), "chdir /");

    for (const Place& place : places) make_visible(place, "/old");
    if (!writable.empty()) {
        // A mount of its own is what lets one directory stay writable below a read-only tree.
        mount_again("/old" / fs::path(writable).relative_path(), writable);
    }
    // While the old one is there: who has never seen all of /proc, a container say, gets none of his own.
    check(::mkdir("/proc", 0755), "mkdir /proc");
    check(::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr), "mount /proc");
    link_standard_descriptors();
    check(::umount2("/old", MNT_DETACH), "leave the old root");
    check(::rmdir("/old"), "rmdir");
    ::umask(mask);

    if (!restrict_all_at_once()) restrict_one_by_one();
    for (const Place& place : places) {
        if (place.kind == S_IFCHR) change_mount(place.path, 0, MS_NODEV);
    }
    if (!writable.empty()) change_mount(writable, 0, MS_RDONLY);
}

}  // namespace grader
