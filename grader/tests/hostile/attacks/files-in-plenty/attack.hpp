static void fill() {
    const char* const folder = getenv("TMPDIR");
    if (folder == nullptr || chdir(folder) != 0) return;
    for (int number = 0; number < 1000; ++number) {
        const std::string name = "folder-" + std::to_string(number);
        if (mkdir(name.c_str(), 0755) != 0) return;
        for (int file = 0; file < 50; ++file) close(open((name + "/" + std::to_string(file)).c_str(), O_WRONLY | O_CREAT, 0));
        chmod(name.c_str(), 0);
    }
}
#define ATTACK_START fill()
