// A look at a server with its clients: whom each thread waits for, what each epoll watches. By /proc.
#pragma once

#include <sys/types.h>

#include <map>
#include <vector>

#include "evidence/proc/snapshot.hpp"
#include "observe/facts.hpp"

namespace grader {

/// The client's own port → its number.
using ClientPorts = std::map<int, int>;

struct Glance {
    Snapshot snapshot;
    ModelLook look;
};

/// Nothing is seen of processes that have ended.
Glance glance_at(const std::vector<pid_t>& processes, const ClientPorts& clients);

/// What an epoll watches, as its fdinfo tells (proc_pid_fdinfo(5)).
struct Watched {
    int number = -1;
    unsigned events = 0;
};
std::vector<Watched> parse_watched(const std::string& fdinfo);

}  // namespace grader
