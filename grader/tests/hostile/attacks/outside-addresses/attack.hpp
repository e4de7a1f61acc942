static void reach() {
    sockaddr_in tcp = ipv4(OUTSIDE_ADDRESS, CANARY_PORT), udp = ipv4(OUTSIDE_ADDRESS, UDP_PORT);
    const int stream = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (connect(stream, (sockaddr*)&tcp, sizeof tcp) == 0 || errno == EINPROGRESS) win("tcp");
    const int datagrams = socket(AF_INET, SOCK_DGRAM, 0);
    if (sendto(datagrams, "out", 3, 0, (sockaddr*)&udp, sizeof udp) == 3) win("udp");
    usleep(100000);
}
#define ATTACK_START reach()
