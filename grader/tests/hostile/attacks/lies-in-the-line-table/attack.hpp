#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
// Tables that others come after, with lengths and offsets that lead nowhere; and places in files that are none.
asm(".pushsection .debug_info\n .long 0xfffffff0\n .quad 0x7fffffffffffffff\n .short 5\n .byte 1,8\n .long 0xffffffff\n .fill 300,1,0xff\n .popsection\n"
    ".pushsection .debug_str,\"MS\",@progbits,1\n .fill 70000,1,0x41\n .byte 0\n .popsection\n"
    ".pushsection .debug_ranges\n .fill 4096,1,0xfe\n .popsection\n"
    ".pushsection .debug_aranges\n .fill 512,1,0x7f\n .popsection\n"
    ".pushsection .debug_abbrev\n .fill 512,1,0x81\n .popsection\n"
    ".pushsection .debug_frame\n .long 0x20\n .fill 600,1,0xf0\n .popsection\n"
    ".pushsection .text\n .globl lie\nlie:\n .loc 1 2147483647 65535\n ret\n .popsection\n");
static void attack() { wrong::poll_server(); }
