#pragma once
#define ATTACK_CONNECTION(fd) attack()
#include <stdio.h>
#include <unistd.h>
static void attack() {
    fputs("</pre></code><script>alert(1)</script>\n````\n~~~\n| a | b |\n]]></failure></testcase>\n&#x3c;b&#x3e;\n"
          "![x](http://evil.example/x.png) [y](javascript:alert(1)) <img src=x onerror=alert(1)>\n::error::x\n"
          "<details open><summary>100/100</summary>\n--></style><base href=//evil.example>\n",
          stderr);
    _exit(1);
}
