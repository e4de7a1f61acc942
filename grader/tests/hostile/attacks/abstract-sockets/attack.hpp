static void reach() {
    sockaddr_un place;
    const socklen_t size = unix_address(ABSTRACT_SOCKET, place);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd >= 0 && connect(fd, (sockaddr*)&place, size) == 0) win("abstract socket");
}
#define ATTACK_START reach()
