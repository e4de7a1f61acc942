static void reach() {
    sockaddr_in tcp = ipv4("127.0.0.1", CANARY_PORT), udp = ipv4("127.0.0.1", UDP_PORT);
    const int stream = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(stream, (sockaddr*)&tcp, sizeof tcp) == 0) win("tcp");
    const int datagrams = socket(AF_INET, SOCK_DGRAM, 0);
    sendto(datagrams, "out", 3, 0, (sockaddr*)&udp, sizeof udp);
    if (connect(datagrams, (sockaddr*)&udp, sizeof udp) == 0) send(datagrams, "out", 3, MSG_NOSIGNAL);
}
#define ATTACK_START reach()
