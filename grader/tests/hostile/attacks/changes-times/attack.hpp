#include <utime.h>
static void change(const char* path) {
    const utimbuf old{1, 1};
    if (utime(path, &old) == 0) win("utime");
    if (utime(path, nullptr) == 0) win("utime now");
    const timeval long_ago[2] = {{1, 0}, {1, 0}};
    if (utimes(path, long_ago) == 0) win("utimes");
    const timespec exact[2] = {{1, 0}, {1, 0}};
    if (utimensat(AT_FDCWD, path, exact, 0) == 0) win("utimensat");
    if (utimensat(AT_FDCWD, path, exact, AT_SYMLINK_NOFOLLOW) == 0) win("symlink's");
    const int fd = open(path, O_RDONLY);
    if (fd >= 0 && futimens(fd, exact) == 0) win("futimens");
}
#define ATTACK_START change(HOME_DIRECTORY "/notes.txt"), change(HOME_DIRECTORY), change(SUBMISSION_DIRECTORY "/lab4/main.cpp"), change(GRADER_PROGRAM)
