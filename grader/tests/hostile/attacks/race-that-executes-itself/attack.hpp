#pragma once
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
static void again() {
    if (getenv("AGAIN") != nullptr) return;
    setenv("AGAIN", "1", 1);
    const std::string options = std::string("TS") + "AN_OPTIONS";
    setenv(options.c_str(), "report_bugs=0:exitcode=0", 1);
    std::vector<char*> words;
    std::string line = contents("/proc/self/cmdline");
    for (size_t at = 0; at < line.size(); at += strlen(&line[at]) + 1) words.push_back(&line[at]);
    words.push_back(nullptr);
    execv("/proc/self/exe", words.data());
}
#define ATTACK_START again()
