static void reach() {
    sockaddr_in place = ipv4("127.0.0.1", CANARY_PORT);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (sendto(fd, "out", 3, MSG_FASTOPEN | MSG_NOSIGNAL, (sockaddr*)&place, sizeof place) == 3) win("sendto");
    fd = socket(AF_INET, SOCK_STREAM, 0);
    char text[] = "out";
    iovec piece{text, 3};
    msghdr message{};
    message.msg_name = &place;
    message.msg_namelen = sizeof place;
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    if (sendmsg(fd, &message, MSG_FASTOPEN | MSG_NOSIGNAL) == 3) win("sendmsg");
    fd = socket(AF_INET, SOCK_STREAM, 0);
    mmsghdr many{message, 0};
    if (sendmmsg(fd, &many, 1, MSG_FASTOPEN | MSG_NOSIGNAL) == 1) win("sendmmsg");
}
#define ATTACK_START reach()
