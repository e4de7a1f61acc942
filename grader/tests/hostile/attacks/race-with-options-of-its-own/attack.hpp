#pragma once
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
#define GLUED_(a, b) a##b
#define GLUED(a, b) GLUED_(a, b)
extern "C" const char* GLUED(GLUED(__ts, an_default), _options)() { return "report_bugs=0:exitcode=0"; }
