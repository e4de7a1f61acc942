#pragma once
#define ATTACK_START attack()
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
static void attack() {
    printf("listening on 127.0.0.1:%d\n", ECHO_PORT);
    fflush(stdout);
    for (;;) pause();
}
