#include <sys/ioctl.h>
#include <sys/xattr.h>
static void change(const char* path) {
    if (setxattr(path, "user.left", "x", 1, 0) == 0) win("setxattr");
    if (lsetxattr(path, "user.left", "x", 1, 0) == 0) win("lsetxattr");
    const int fd = open(path, O_RDONLY);
    if (fd < 0) return;
    if (fsetxattr(fd, "user.left", "x", 1, 0) == 0) win("fsetxattr");
    int flags = 0x80;
    if (ioctl(fd, _IOW('f', 2, long), &flags) == 0) win("flags");
}
#define ATTACK_START change(HOME_DIRECTORY "/notes.txt"), change(HOME_DIRECTORY), change(NEIGHBOUR_DIRECTORY)
