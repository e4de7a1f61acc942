#pragma once
#define ATTACK_START attack()
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
// An own child that serves, if there is no stranger: the port is still not the server's.
static int somebodys_port() {
    int port = 0;
    if (FILE* table = fopen("/proc/net/tcp", "r")) {
        char line[512];
        unsigned found = 0, state = 0;
        while (fgets(line, sizeof line, table))
            if (sscanf(line, " %*d: %*x:%x %*x:%*x %x", &found, &state) == 2 && state == 10) port = static_cast<int>(found);
        fclose(table);
    }
    return port != 0 ? port : 22;
}
static void attack() {
    printf("listening on 127.0.0.1:%d\n", somebodys_port());
    fflush(stdout);
    for (;;) pause();
}
