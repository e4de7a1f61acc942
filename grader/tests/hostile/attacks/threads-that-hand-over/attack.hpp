#pragma once
#define ATTACK_CONNECTION(fd) read_only(fd)
#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>
// What one thread reads, another writes: a pipe in between keeps descriptor and size with the bytes.
struct Piece {
    int fd;
    int size;
    char bytes[2000];
};
static int ends[2] = {-1, -1};
static void* write_for_all(void*) {
    Piece piece;
    while (read(ends[0], &piece, sizeof piece) == sizeof piece) send(piece.fd, piece.bytes, static_cast<size_t>(piece.size), MSG_NOSIGNAL);
    return nullptr;
}
static void start_writer() {
    pthread_t thread;
    if (pipe(ends) == 0 && pthread_create(&thread, nullptr, write_for_all, nullptr) == 0) pthread_detach(thread);
}
static void read_only(int fd) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_writer);
    Piece piece{};
    piece.fd = fd;
    while ((piece.size = static_cast<int>(recv(fd, piece.bytes, sizeof piece.bytes, 0))) > 0)
        if (write(ends[1], &piece, sizeof piece) < 0) return;
    usleep(100000);
}
