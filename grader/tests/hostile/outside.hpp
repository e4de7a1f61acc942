// What is outside of a sandbox and may be reached out of it: somebody else's sockets on this machine's
// loopback, by path and by abstract name, and a process of the user who grades. It notes whoever comes.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "place.hpp"

namespace grader::hostile {

class Outside {
 public:
    /// Listens, and starts the process that accepts, and the one that stands by. Both belong to the owner.
    Outside(const Place& place, uid_t owner);
    /// Ends both.
    ~Outside();
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;

    [[nodiscard]] Ports ports() const { return ports_; }
    [[nodiscard]] pid_t bystander() const { return bystander_; }

    /// Who came where: a line each. Empty if nobody did.
    [[nodiscard]] std::vector<std::string> visits() const;

    /// Limits, priority, processors and state of the process that stands by.
    [[nodiscard]] std::string state_of_bystander() const;

 private:
    static bool sleeps_as(pid_t pid, const std::string& name);
    void start_doorman();
    void start_bystander(const std::string& secret);

    struct Door {
        std::string name;
        UniqueFd socket;
        bool stream = true;
    };

    Ports ports_;
    uid_t owner_;
    std::vector<Door> doors_;
    UniqueFd notes_;  // the doorman writes, we read
    pid_t doorman_ = -1;
    pid_t bystander_ = -1;
};

}  // namespace grader::hostile
