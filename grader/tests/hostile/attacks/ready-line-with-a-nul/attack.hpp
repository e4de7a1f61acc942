#pragma once
#define ATTACK_START attack()
#include <stdio.h>
static void attack() {
    fputs("listening on 127.0.0.1:1\r\n", stdout);
    fwrite("\0listening on \0127.0.0.1:2\n", 1, 27, stdout);
    fputs("listening on 0x7f000001:3\nlistening on 127.1:4\nlistening on 127.0.0.1:+5\nlistening on 127.0.0.1:99999\n", stdout);
    fflush(stdout);
}
