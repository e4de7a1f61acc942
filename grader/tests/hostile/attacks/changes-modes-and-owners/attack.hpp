static void change(const char* path) {
    if (chmod(path, 0777) == 0) win("chmod");
    if (fchmodat(AT_FDCWD, path, 0700, 0) == 0) win("fchmodat");
    if (syscall(452, AT_FDCWD, path, 0755, 0) == 0) win("fchmodat2");
    const int fd = open(path, O_RDONLY);
    if (fd >= 0 && fchmod(fd, 0777) == 0) win("fchmod");
    const int held = open(path, O_PATH);
    if (held >= 0 && chmod(("/proc/self/fd/" + std::to_string(held)).c_str(), 0777) == 0) win("by descriptor");
    if (chown(path, getuid(), getgid()) == 0) win("chown");
    if (lchown(path, getuid(), (gid_t)-1) == 0) win("lchown");
    if (fchownat(AT_FDCWD, path, (uid_t)-1, getgid(), AT_SYMLINK_NOFOLLOW) == 0) win("fchownat");
}
#define ATTACK_START change(HOME_DIRECTORY "/notes.txt"), change(HOME_DIRECTORY), change(COURSE_DIRECTORY "/labs/lab4-blocking/rubric.toml"), change(NEIGHBOUR_DIRECTORY), change(GRADER_PROGRAM)
