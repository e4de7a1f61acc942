#pragma once
#define ATTACK_CONNECTION(fd) deep(fd)
#include <sys/socket.h>
#include <unistd.h>
// Each argument names the two before it again: 2^30 words when they are written out.
void deep(int fd) asm(
    "_Z4deepI1BIiiES0_IS1_S1_ES0_IS2_S2_ES0_IS3_S3_ES0_IS4_S4_ES0_IS5_S5_ES0_IS6_S6_ES0_IS7_S7_ES0_IS8_S8_ES0_IS9_S9_"
    "ES0_ISA_SA_ES0_ISB_SB_ES0_ISC_SC_ES0_ISD_SD_ES0_ISE_SE_ES0_ISF_SF_ES0_ISG_SG_ES0_ISH_SH_ES0_ISI_SI_ES0_ISJ_SJ_ES0_ISK_SK_EEvv");
__attribute__((noinline)) void deep(int fd) {
    char buffer[512];
    for (ssize_t got = 0; (got = read(fd, buffer, sizeof buffer)) > 0;)
        if (write(fd, buffer, static_cast<size_t>(got)) < 0) break;
    asm volatile("" ::: "memory");
}
