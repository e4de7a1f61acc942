static void* sleep_on(void*) { for (;;) pause(); }
static void start_all() {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 16384);
    pthread_t thread;
    for (int number = 0; number < 40000; ++number) if (pthread_create(&thread, &small, sleep_on, nullptr) != 0) return;
    win("40000 threads");
}
#define ATTACK_START start_all()
