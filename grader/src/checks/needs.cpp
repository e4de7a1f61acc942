#include "checks/needs.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/labs.hpp"

namespace grader {

namespace {

constexpr std::uint64_t mebibyte = 1U << 20U;

}  // namespace

std::size_t fewest_of(std::size_t clients) {
    return clients / 10;
}

std::size_t fitting_clients(std::size_t wanted, const std::vector<Bound>& bounds) {
    // Besides those of clients: the grader's own, and a server's.
    constexpr std::uint64_t other_descriptors = 100;
    // The kernel chooses for each of a client's addresses anew (clients/connection.cpp).
    constexpr std::uint64_t uses_of_a_port = 32;
    const std::uint64_t descriptors = most_of(Resource::descriptors, bounds);
    const std::uint64_t ports = most_of(Resource::ports, bounds);
    std::uint64_t most = descriptors - std::min(descriptors, other_descriptors);
    if (ports < most / uses_of_a_port) most = ports * uses_of_a_port;
    return std::min<std::uint64_t>(wanted, most);
}

std::vector<Need> needs_of(int lab, const Demand& demand, const std::vector<Bound>& bounds) {
    const std::size_t clients =
        demand.fewer_will_do ? std::max(fitting_clients(demand.clients, bounds), fewest_of(demand.clients))
                             : demand.clients;
    const bool has_threads = properties_of(lab).has_threads();
    // Beside the clients' sockets: the grader's own, and those of servers whose scenes are set meanwhile. A
    // server that echoes by splice() has three descriptors for each client.
    std::vector<Need> needs = {
        {Resource::descriptors, has_threads ? 3 * clients + 64 : clients + 100},
        {Resource::threads, (has_threads ? 2 * clients : 0) + 100},
        // What the contract lets a connection use, and as much for the kernel's buffers.
        {Resource::memory, 128 * mebibyte + clients * (has_threads ? mebibyte / 4 : mebibyte / 16)},
        // glibc reserves a thread's stack, and arenas of 64 MiB for some threads.
        {Resource::address_space,
         1'024 * mebibyte + (has_threads ? clients * 8 * mebibyte : 1'024 * mebibyte)},
        {Resource::stack, 8 * mebibyte},
        {Resource::file_size, mebibyte},
        {Resource::cpu_time, 120},
        {Resource::processor, 250},
        // What a client has sent is the server's kernel's, up to 64 KiB, whatever the server does.
        {Resource::buffers, 256 * mebibyte / 1'024},
        // A port at which a connection has ended is not given to a server for a minute (TIME_WAIT).
        {Resource::ports, std::max<std::uint64_t>(2'048, clients / 32)},
    };
    if (demand.runs_a_sanitizer) {
        // Their shadow memory is most of all the addresses there are.
        needs.push_back({Resource::address_space, 1ULL << 46U});
        needs.push_back({Resource::memory, 512 * mebibyte});
    }
    return needs;
}

std::vector<Need> needs_of(int lab, const std::string& check, const std::vector<Bound>& bounds) {
    return needs_of(lab, kind_of(lab, check).demand, bounds);
}

std::vector<Need> needs_of_building() {
    return {{Resource::descriptors, 64},        {Resource::threads, 40},
            {Resource::memory, 512 * mebibyte}, {Resource::address_space, 2'048 * mebibyte},
            {Resource::stack, 8 * mebibyte},    {Resource::file_size, 64 * mebibyte},
            {Resource::disk, 128 * mebibyte},   {Resource::cpu_time, 100},
            {Resource::processor, 250}};
}

}  // namespace grader
