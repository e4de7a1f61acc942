#include "evidence/trace/calls.hpp"

#include <seccomp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace grader {

namespace {

template <std::size_t n>
bool among(std::string_view name, const std::array<std::string_view, n>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

const std::string& call_name(long number) {
    static std::map<long, std::string> known;
    const auto [entry, is_new] = known.try_emplace(number);
    if (is_new) {
        char* name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, static_cast<int>(number));
        entry->second = name != nullptr ? name : "call_" + std::to_string(number);
        std::free(name);  // NOLINT(cppcoreguidelines-no-malloc): libseccomp's contract
    }
    return entry->second;
}

long call_number(std::string_view name) {
    return seccomp_syscall_resolve_name(std::string(name).c_str());
}

int descriptor_argument(std::string_view name) {
    static constexpr std::array first_is_one = {
        std::string_view("read"),         std::string_view("readv"),
        std::string_view("recvfrom"),     std::string_view("recvmsg"),
        std::string_view("recvmmsg"),     std::string_view("preadv2"),
        std::string_view("pwritev2"),     std::string_view("flock"),
        std::string_view("vmsplice"),     std::string_view("write"),
        std::string_view("writev"),       std::string_view("sendto"),
        std::string_view("sendmsg"),      std::string_view("sendmmsg"),
        std::string_view("sendfile"),     std::string_view("splice"),
        std::string_view("tee"),          std::string_view("accept"),
        std::string_view("accept4"),      std::string_view("listen"),
        std::string_view("bind"),         std::string_view("connect"),
        std::string_view("close"),        std::string_view("shutdown"),
        std::string_view("dup"),          std::string_view("dup2"),
        std::string_view("dup3"),         std::string_view("fcntl"),
        std::string_view("ioctl"),        std::string_view("setsockopt"),
        std::string_view("epoll_wait"),   std::string_view("epoll_pwait"),
        std::string_view("epoll_pwait2"), std::string_view("epoll_ctl"),
        std::string_view("fsync"),        std::string_view("fdatasync"),
        std::string_view("syncfs"),       std::string_view("sync_file_range")};
    return among(name, first_is_one) ? 0 : -1;
}

int length_argument(std::string_view name) {
    if (name == "splice") return 4;
    static constexpr std::array third = {std::string_view("read"), std::string_view("recvfrom"),
                                         std::string_view("write"), std::string_view("sendto")};
    return among(name, third) ? 2 : -1;
}

bool reads(std::string_view name) {
    static constexpr std::array names = {std::string_view("read"),     std::string_view("readv"),
                                         std::string_view("recvfrom"), std::string_view("recvmsg"),
                                         std::string_view("recvmmsg"), std::string_view("preadv2")};
    return among(name, names);
}

bool writes(std::string_view name) {
    static constexpr std::array names = {std::string_view("write"), std::string_view("writev"),
                                         std::string_view("sendto"), std::string_view("sendmsg"),
                                         std::string_view("sendmmsg")};
    return among(name, names);
}

bool accepts(std::string_view name) {
    return name == "accept" || name == "accept4";
}

const std::vector<std::string>& pattern_calls() {
    static const std::vector<std::string> names = {"read",
                                                   "readv",
                                                   "recvfrom",
                                                   "recvmsg",
                                                   "recvmmsg",
                                                   "preadv2",
                                                   "write",
                                                   "writev",
                                                   "sendto",
                                                   "sendmsg",
                                                   "sendmmsg",
                                                   "pwritev2",
                                                   "sendfile",
                                                   "splice",
                                                   "tee",
                                                   "socket",
                                                   "bind",
                                                   "listen",
                                                   "accept",
                                                   "accept4",
                                                   "connect",
                                                   "shutdown",
                                                   "setsockopt",
                                                   "close",
                                                   "dup",
                                                   "dup2",
                                                   "dup3",
                                                   "fcntl",
                                                   "ioctl",
                                                   "poll",
                                                   "ppoll",
                                                   "select",
                                                   "pselect6",
                                                   "epoll_create",
                                                   "epoll_create1",
                                                   "epoll_ctl",
                                                   "epoll_wait",
                                                   "epoll_pwait",
                                                   "epoll_pwait2",
                                                   "io_uring_setup",
                                                   "clone",
                                                   "fork",
                                                   "vfork",
                                                   "nanosleep",
                                                   "clock_nanosleep",
                                                   "restart_syscall",
                                                   "futex",
                                                   "futex_waitv",
                                                   "futex_wait",
                                                   "semop",
                                                   "semtimedop",
                                                   "msgrcv",
                                                   "msgsnd",
                                                   "mq_timedreceive",
                                                   "mq_timedsend",
                                                   "wait4",
                                                   "waitid",
                                                   "flock",
                                                   "sched_yield",
                                                   "pause",
                                                   "rt_sigtimedwait",
                                                   "rt_sigsuspend",
                                                   "fsync",
                                                   "fdatasync",
                                                   "syncfs",
                                                   "sync",
                                                   "sync_file_range",
                                                   "msync"};
    return names;
}

}  // namespace grader
