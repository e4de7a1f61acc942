#pragma once
#include <dlfcn.h>
static long counter;
static void call(const char* end) {
    const std::string name = std::string("__ts") + "an_" + end;
    const auto function = reinterpret_cast<void (*)()>(dlsym(RTLD_DEFAULT, name.c_str()));
    if (function != nullptr) function();
}
#define ATTACK_CONNECTION(fd)           \
    call("ignore_thread_begin");        \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
