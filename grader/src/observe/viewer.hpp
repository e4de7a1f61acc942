// Makes views of a running server, with rates from one look to the next.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "observe/crowd.hpp"
#include "observe/glance.hpp"
#include "observe/model.hpp"
#include "observe/target.hpp"
#include "observe/view.hpp"
#include "observe/watch.hpp"

namespace grader {

class Viewer {
 public:
    Viewer(const Target& target, ModelName model);

    /// Nothing if the server has ended.
    std::optional<View> look(Crowd& crowd);

    /// Throws std::system_error if ptrace is refused.
    void trace(bool on);
    [[nodiscard]] bool is_traced() const { return watch_ != nullptr; }

 private:
    void number_clients(const Snapshot& seen);
    void add_threads(View& view, const Glance& glance, double seconds);
    void add_sockets(View& view, const Glance& glance) const;
    void add_calls(View& view, double seconds);

    const Target& target_;
    ModelName model_;
    ClientPorts clients_;
    int last_client_ = 0;
    std::chrono::steady_clock::time_point before_;
    std::map<int, std::uint64_t> cpu_before_;
    std::uint64_t switches_before_ = 0;

    std::mutex mutex_;
    std::map<Call, std::uint64_t> calls_;  // since the last look
    std::unique_ptr<Watch> watch_;         // last: its thread uses what is above
};

}  // namespace grader
