#pragma once
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
static void another() {
    char own[4096] = {};
    if (readlink("/proc/self/exe", own, sizeof own - 1) <= 0) return;
    std::string program = own;
    const size_t at = program.rfind("-thread-sanitizer/");
    if (at == std::string::npos) return;
    program.erase(at, strlen("-thread-sanitizer"));
    std::vector<char*> words;
    std::string line = contents("/proc/self/cmdline");
    for (size_t i = 0; i < line.size(); i += strlen(&line[i]) + 1) words.push_back(&line[i]);
    words.push_back(nullptr);
    execv(program.c_str(), words.data());
}
#define ATTACK_START another()
