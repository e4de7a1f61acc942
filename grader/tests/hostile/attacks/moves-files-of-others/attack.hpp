static void move_all() {
    if (rename(HOME_DIRECTORY "/notes.txt", HOME_DIRECTORY "/moved.txt") == 0) win("rename");
    if (link(HOME_DIRECTORY "/notes.txt", HOME_DIRECTORY "/second.txt") == 0) win("link");
    if (link(HOME_DIRECTORY "/notes.txt", "second.txt") == 0) win("link to here");
    if (symlink("/etc/passwd", HOME_DIRECTORY "/passwd") == 0) win("symlink");
    if (mkdir(HOME_DIRECTORY "/made", 0755) == 0) win("mkdir");
    if (mknod(HOME_DIRECTORY "/pipe", S_IFIFO | 0644, 0) == 0) win("mknod");
    if (unlink(HOME_DIRECTORY "/.netrc") == 0) win("unlink");
    if (rmdir(NEIGHBOUR_DIRECTORY "/lab4") == 0) win("rmdir");
    if (rename(NEIGHBOUR_DIRECTORY "/lab4/main.cpp", NEIGHBOUR_DIRECTORY "/lab4/main.old") == 0) win("neighbour");
    if (unlink(DOCUMENTS_DIRECTORY "/mallory.json") == 0) win("document");
    sockaddr_un place;
    const socklen_t size = unix_address(HOME_DIRECTORY "/left.sock", place);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd >= 0 && bind(fd, (sockaddr*)&place, size) == 0) win("bound");
}
#define ATTACK_START move_all()
