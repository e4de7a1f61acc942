static void leave(const std::string& directory, bool is_own) {
    const std::string path = directory + "/left-by-an-attack";
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT, 0644);
    if (fd < 0) return;
    if (is_own) return;
    // Taken away again: this one may be the machine's.
    unlink(path.c_str());
    win(directory);
}
static void leave_all() {
    for (const char* const directory : {"/tmp", "/var/tmp", "/dev/shm", "/run", "/var/lock", "/dev", "/etc", "/", "/root", "/home"}) leave(directory, false);
    leave(SCRATCH_DIRECTORY, true);
    leave(".", true);
}
#define ATTACK_START leave_all()
