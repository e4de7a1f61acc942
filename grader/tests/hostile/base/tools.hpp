// What attacks share. Everything here is plain C and small: it is compiled once for each attack.
#pragma once

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "place.hpp"

inline std::string won;

// Notes what an attack achieved. tell() says so to the outside.
inline void win(const std::string& what) {
    if (won.size() < 120) won += what + ";";
}

// The base calls this where its ready line is due: whoever has won prints that instead. The report of a
// server that did not start quotes it. After the ready line, an attack calls it itself.
inline void tell() {
    if (won.empty()) return;
    printf("WON:%s\n", won.c_str());
    fflush(stdout);
    fprintf(stderr, "WON:%s\n", won.c_str());
    sleep(1);
    _exit(9);
}

// At most `most` bytes of a file; empty if it can't be opened.
inline std::string contents(const std::string& path, size_t most = 1 << 16) {
    std::string text;
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return text;
    char piece[4096];
    for (ssize_t got = 0; text.size() < most && (got = read(fd, piece, sizeof piece)) > 0;)
        text.append(piece, static_cast<size_t>(got));
    close(fd);
    return text;
}

// The secrets' beginning, made at run time: this text must not be found in the program itself.
inline std::string secret_mark() {
    std::string mark = SECRET_MARK_REVERSED;
    return std::string(mark.rbegin(), mark.rend());
}

inline bool has_secret(const std::string& text) { return text.find(secret_mark()) != std::string::npos; }

// Wins if the file can be read and holds a secret; shows it, so that it may get into a report.
inline bool steal(const std::string& path, const char* what, size_t most = 1 << 20) {
    const std::string text = contents(path, most);
    const size_t at = text.find(secret_mark());
    if (at == std::string::npos) return false;
    fprintf(stderr, "%s\n", text.substr(at, 60).c_str());
    win(what);
    return true;
}

inline bool traced() {
    const std::string status = contents("/proc/self/status");
    const size_t at = status.find("TracerPid:");
    return at != std::string::npos && atoi(status.c_str() + at + 10) != 0;
}

// A child that runs `what` and ends. Its status, or -1 if there was no child.
template <class What>
int in_child(What what) {
    const pid_t child = fork();
    if (child < 0) return -1;
    if (child == 0) {
        what();
        _exit(0);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

inline sockaddr_in ipv4(const char* address, int port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(static_cast<uint16_t>(port));
    inet_pton(AF_INET, address, &place.sin_addr);
    return place;
}

// A path of a Unix socket, or, with '@' first, a name in the abstract name space.
inline socklen_t unix_address(const std::string& name, sockaddr_un& place) {
    place = sockaddr_un{};
    place.sun_family = AF_UNIX;
    memcpy(place.sun_path, name.data(), name.size() < sizeof place.sun_path ? name.size() : sizeof place.sun_path);
    if (name[0] != '@') return sizeof place;
    place.sun_path[0] = '\0';
    return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
}

// All processes that /proc shows, but this one.
inline std::vector<pid_t> others() {
    std::vector<pid_t> pids;
    DIR* proc = opendir("/proc");
    if (proc == nullptr) return pids;
    while (const dirent* entry = readdir(proc)) {
        const pid_t pid = atoi(entry->d_name);
        if (pid > 0 && pid != getpid()) pids.push_back(pid);
    }
    closedir(proc);
    return pids;
}
