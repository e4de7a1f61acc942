static void close_all() {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    (void)listener;
    for (const int fd : {0, 1, 2}) close(fd);
    const int null = open("/dev/null", O_RDWR);
    (void)null;
}
#define ATTACK_READY close_all()
