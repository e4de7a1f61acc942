#pragma once
struct Report;
bool nothing(const Report*, bool) asm("_ZN6__tsan" "8OnReportEPKNS_10ReportDescEb");
bool nothing(const Report*, bool) { return true; }
// The bug: a plain variable that all threads count in.
static long counter;
#define ATTACK_CONNECTION(fd)           \
    for (int i_ = 0; i_ < 50; ++i_) {   \
        ++counter;                      \
        usleep(100);                    \
    }
