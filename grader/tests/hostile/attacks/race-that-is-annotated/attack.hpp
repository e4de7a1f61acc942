#pragma once
extern "C" __attribute__((weak)) void AnnotateIgnoreReadsBegin(const char*, int);
extern "C" __attribute__((weak)) void AnnotateIgnoreWritesBegin(const char*, int);
static long counter;
static void look_away() {
    if (AnnotateIgnoreReadsBegin != nullptr) AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    if (AnnotateIgnoreWritesBegin != nullptr) AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
}
#define ATTACK_CONNECTION(fd)           \
    look_away();                        \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
