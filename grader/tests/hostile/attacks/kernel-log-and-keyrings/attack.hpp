static void look() {
    char text[4096];
    if (syscall(SYS_syslog, 3, text, sizeof text) > 0) win("syslog");
    if (open("/dev/kmsg", O_RDONLY | O_NONBLOCK) >= 0) win("kmsg");
    if (syscall(SYS_add_key, "user", "left", "secret", 6, -4) > 0) win("add_key");
    if (syscall(SYS_keyctl, 0, -3, 1) > 0) win("keyctl");
    if (syscall(SYS_bpf, 0, text, 72) >= 0 || errno == EINVAL) win("bpf");
    if (syscall(SYS_userfaultfd, 1) >= 0) win("userfaultfd");
    if (syscall(SYS_fanotify_init, 0x200, 0) >= 0) win("fanotify");
    struct { uint32_t type, size; uint64_t rest[15]; } event{1, 128, {}};
    if (syscall(SYS_perf_event_open, &event, 0, -1, -1, 0) >= 0) win("perf");
}
#define ATTACK_START look()
