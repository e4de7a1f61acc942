// Questions to a trace of a server whose threads are not bound to connections: which threads serve, which
// calls can put a thread to sleep, and which of them wait for events.
#pragma once

#include <set>
#include <string>

#include "evidence/trace/event_log.hpp"

namespace grader {

/// Whether the call reads or writes a connection.
bool uses_connection(const Event& event);
/// That connection. Only for calls that use one.
const Descriptor& connection_of(const Event& event);
/// Of such a call: neither O_NONBLOCK nor MSG_DONTWAIT keeps it from waiting.
bool may_block(const Event& event);

/// epoll_wait and its relatives.
bool waits_for_events(const Event& event);
/// poll, select and their relatives.
bool waits_for_descriptors(const Event& event);
/// For another thread: futex and its relatives.
bool waits_for_threads(const Event& event);
/// A call in which a serving thread may sleep: for events, for another thread (futex), or for a descriptor
/// that is no connection and serves to wake it (eventfd, signalfd, timerfd, a pipe).
bool may_sleep_in(const Event& event);
/// Puts the thread to sleep for a time: nanosleep(2), and poll or select with a time-out other than zero.
bool sleeps_for_a_time(const Event& event);
/// Waits until a disk has what was written: fsync(2) and its like.
bool waits_for_a_disk(const Event& event);
/// The function that looks a name up and on whose behalf the call is made, "getaddrinfo"; empty if none is on
/// the stack. The outermost: the C library's own call each other.
std::string name_lookup(const Event& event);
/// Asked for events without waiting, and got none; or yielded the processor.
bool polls_in_vain(const Event& event);

/// The threads that have read or written a connection.
std::set<int> workers_of(const EventLog& log);

}  // namespace grader
