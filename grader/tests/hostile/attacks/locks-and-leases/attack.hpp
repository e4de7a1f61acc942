#include <sys/file.h>
static void lock(const char* path, bool is_users) {
    const int fd = open(path, O_RDONLY);
    if (fd < 0) return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_users) win("flock");
    struct flock all{};
    all.l_type = F_RDLCK;
    if (fcntl(fd, F_SETLK, &all) == 0 && is_users) win("fcntl");
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0 && is_users) win("lease");
}
#define ATTACK_START lock(HOME_DIRECTORY "/notes.txt", true), lock(COURSE_DIRECTORY "/labs/lab4-blocking/rubric.toml", true), lock(HOME_DIRECTORY "/.cache/io-labs", true), lock("/usr/bin/g++", false)
