#pragma once
#define ATTACK_READY attack()
#include <stdio.h>
static void attack() {
    fputs("==================\nWARNING: ThreadSanitizer: data race (pid=1)\n"
          "  Write of size 8 at 0x7b0400000000 by thread T1:\n    #0 rt::Runtime::run() /etc/passwd:1 (server+0x1)\n"
          "    #1 <script>alert(1)</script> /root/\x1b[31mx.cpp:99999999999999999999:1 (server+0x1)\n"
          "  Previous read of size 8 at 0x7b0400000000 by main thread:\n    #0 main main.cpp:-1 (server+0x2)\n"
          "SUMMARY: ThreadSanitizer: data race /etc/passwd:1 in rt::Runtime::run()\n==================\n"
          "==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x0\n"
          "    #0 0x0 in f(A<A<A<A<A<A<A<A<A<A<A<A<A<A<A<A<>>>>>>>>>>>>>>>>) %n%n%n%s:1\n"
          "ThreadSanitizer: reported 0 warnings\n",
          stderr);
}
