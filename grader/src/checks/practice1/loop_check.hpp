// What the checks of loops by hand (practice 1 and 2) have in common: one thread serves all clients, sleeps
// while nobody wants anything, and keeps for each of them what could not be sent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checks/rest.hpp"
#include "checks/server_check.hpp"

namespace grader {

class LoopCheck : public ServerCheck {
 public:
    using ServerCheck::ServerCheck;

 protected:
    /// With --how HOW, which its messages name, too; without it if there is none.
    Server& start_as(const std::string& how);
    /// Each of two clients is served while the other one is there, whoever came first. The first echo is the
    /// essential step.
    void serve_two_at_once(const std::string& how);
    /// Some come, talk, and leave in different ways; while those that are left are silent, the thread sleeps
    /// in that call: "poll", "epoll_wait" or one of their kin.
    void expect_sleep_in(const std::string& call);
    /// A client sends until nothing more fits, and reads late: the other one is served, nothing is lost,
    /// nothing spins, neither meanwhile nor afterwards.
    void keep_the_rest();

    /// What a check of practice 2 asks of each connection.
    virtual void require_its_kind_of(const Client& /*client*/) {}
    /// That this client's bytes did not come may have a reason that /proc shows; then it fails with that.
    virtual void look_for_what_is_left(const Client& /*client*/, const std::string& /*trouble*/) {}
    void require_one_thread();

    /// And what its thread sleeps in, which tells most of a loop's mistakes.
    void add_circumstances(Finding& finding) override;

 private:
    /// What the kernel's list of what is watched has for a client, if that can be seen: ". In the kernel's
    /// …".
    std::string listed_for_room(const Client& client);
    [[noreturn]] void fail_of_taking_all(Client& client, std::string_view all, std::uint64_t memory_before);
    void fail_if_it_still_asks_for_room(const Client& client, const RestWatch& watch);
};

}  // namespace grader
