// What the rules of model.cpp ask of the facts.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "observe/facts.hpp"

namespace grader {

class Seen {
 public:
    explicit Seen(const ModelFacts& facts);

    /// It was there before anybody came.
    [[nodiscard]] bool is_old_thread(int tid) const { return old_threads_.count(tid) != 0; }
    [[nodiscard]] bool is_old_process(int process) const { return old_processes_.count(process) != 0; }
    /// It was there after all had left.
    [[nodiscard]] bool has_stayed(int tid) const;
    [[nodiscard]] bool process_has_stayed(int process) const;
    /// It serves the one that came later, alone.
    [[nodiscard]] bool serves_again(const ThreadFact& thread) const;

    /// Silent clients that have been accepted.
    [[nodiscard]] const std::set<int>& accepted() const { return accepted_; }
    /// Threads that wait for one client each, nobody else's, and for nothing that connects.
    [[nodiscard]] const std::vector<ThreadFact>& bound() const { return bound_; }
    /// Clients that no thread and no loop waits for.
    [[nodiscard]] bool someone_waits_for_the_others() const;

    /// The event loops by epoll that have clients, or accept them.
    [[nodiscard]] const std::vector<LoopFact>& epolls() const { return epolls_; }
    /// Threads that wait for clients, or for those to come, by poll or select.
    [[nodiscard]] const std::vector<ThreadFact>& pollers() const { return pollers_; }
    /// Threads that were seen to wait at one of the epolls, in some look.
    [[nodiscard]] std::set<int> sleepers_at_epolls() const;
    /// … at one that is none of these: an event loop for something else.
    [[nodiscard]] std::set<int> sleepers_elsewhere() const;

 private:
    void find_loops();

    const ModelFacts& facts_;
    std::set<int> old_threads_;
    std::set<int> old_processes_;
    std::set<int> accepted_;
    std::vector<ThreadFact> bound_;
    std::vector<LoopFact> epolls_;
    std::vector<ThreadFact> pollers_;
};

/// read, recv and their like.
bool waits_in_a_read(const ThreadFact& thread);
bool waits_in_epoll(const ThreadFact& thread);
bool waits_in_poll_or_select(const ThreadFact& thread);

}  // namespace grader
