// What was observed of a server while a few clients came, were silent, talked, and left: what its I/O model
// is told by. Plain data, recorded in files by the tests. Clients have the numbers 1, 2, … in their order.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/calls.hpp"
#include "base/json_fields.hpp"
#include "evidence/proc/snapshot.hpp"
#include "evidence/trace/event.hpp"

namespace grader {

/// A thread in a look.
struct ThreadFact {
    int tid = 0;
    int process = 0;
    std::string name;
    ThreadState state = ThreadState::unknown;
    Call call = Call::none;                       ///< that it is in
    DescriptorKind on = DescriptorKind::unknown;  ///< what the call is about
    int loop = -1;                                ///< the epoll's descriptor
    std::vector<int> clients;   ///< whom the call waits for: of a read one, of a poll those in its set
    bool for_listener = false;  ///< it waits for somebody who connects
    std::uint64_t cpu_ns = 0;
    std::uint64_t switches = 0;
};

/// An epoll instance: what it watches.
struct LoopFact {
    int process = 0;
    int number = -1;
    std::vector<int> clients = {};
    bool has_listener = false;
    int edge = 0;      ///< so many of the clients with EPOLLET …
    int one_shot = 0;  ///< … with EPOLLONESHOT
};

struct ListenerFact {
    std::uint64_t inode = 0;
    int port = 0;
    std::vector<int> processes = {};  ///< that have it
    int backlog = 0;                  ///< connections that nobody has accepted
};

struct ModelLook {
    std::vector<ThreadFact> threads;
    std::vector<LoopFact> loops;
    std::vector<ListenerFact> listeners;
    std::map<int, std::vector<int>> holders;  ///< client → processes that have its connection
    int connected = 0;                        ///< clients that are
    int processes = 0;
    bool sees_calls = true;
};

/// What a thread did, by its calls.
struct Doings {
    int process = 0;
    std::set<int> read;   ///< clients whose bytes it took …
    std::set<int> wrote;  ///< … and whom it sent some
    int again = 0;        ///< reads of clients that found nothing: EAGAIN
    int epoll_waits = 0;
    int polls = 0;
    int selects = 0;
    int empty_asks = 0;  ///< of these, told not to wait, and nothing there
    int naps = 0;
    int told = 0;                 ///< what it read from an eventfd, a pipe or a socket that is no client
    std::map<int, int> woken_by;  ///< by a futex: thread → how often
};

struct ModelFacts {
    int clients = 0;                   ///< that came
    int answered = 0;                  ///< of them: some bytes came back
    bool is_echo = false;              ///< all got back what they had sent
    bool is_traced = false;            ///< the calls were seen; else talk and idle are empty
    std::string untraced;              ///< why not
    ModelLook rest;                    ///< nobody is there
    ModelLook silent;                  ///< all are, and have said nothing
    ModelLook talked;                  ///< the same, later
    ModelLook gone;                    ///< they have left
    ModelLook back;                    ///< one has come, and is silent
    int messages = 0;                  ///< that were sent …
    std::map<std::string, int> calls;  ///< … and all the server's calls meanwhile, by name
    std::map<int, Doings> talk;        ///< thread → what it did while they talked
    std::map<int, Doings> idle;        ///< while nobody said anything
    std::int64_t idle_ns = 0;
    std::map<int, std::int64_t> idle_cpu_ns;  ///< thread → CPU time in a while without talk, untraced
};

IO_LABS_JSON(ThreadFact)
IO_LABS_JSON(LoopFact)
IO_LABS_JSON(ListenerFact)
IO_LABS_JSON(ModelLook)
IO_LABS_JSON(Doings)
IO_LABS_JSON(ModelFacts)

}  // namespace grader
