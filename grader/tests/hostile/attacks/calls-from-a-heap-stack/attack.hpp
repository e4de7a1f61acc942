#pragma once
#define ATTACK_START attack()
#include <sys/mman.h>
#include <ucontext.h>
#include "poll_server.hpp"
static ucontext_t back;
static ucontext_t there;
static void other_stack() { wrong::poll_server(); }
static void attack() {
    constexpr size_t size = 1 << 20;
    char* const stack = static_cast<char*>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = size - 8192;
    munmap(stack + size - 4096, 4096);
    there.uc_link = &back;
    makecontext(&there, other_stack, 0);
    swapcontext(&back, &there);
}
