// The fixture of the checks that run a build with a sanitizer: its load, and what is done with its reports.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/server_check.hpp"

namespace grader {

class SanitizerCheck : public ServerCheck {
 public:
    using ServerCheck::ServerCheck;
    static constexpr double weight = 4;
    static constexpr Demand demand = {.runs_a_sanitizer = true};

 protected:
    [[nodiscard]] Server* own_server() override { return sanitized_.get(); }
    /// What the sanitized server is put through; each part is a step, after which there must be no report.
    struct Load {
        Sanitizer sanitizer;
        std::vector<std::string> arguments;
        std::size_t together;     ///< clients that all send a line at the same time, …
        int times;                ///< … so often
        std::size_t come_and_go;  ///< clients that come and go after them, sixteen at a time
        bool some_reset = false;  ///< as many again leave with a reset
        bool births = false;      ///< first so many come at once, and their threads begin only when all have
    };
    void expect_no_report(const Load& load);
    void add_circumstances(Finding& finding) override;

 private:
    void expect_nothing_hides(const std::optional<Hiding>& hiding) const;
    void start_sanitized(const Load& load, const SanitizedServer& build);
    void put_through(const Load& load);
    void expect_still_running();
    void no_report(const char* when);
    std::size_t begin_together(const Load& load);
    std::size_t send_together(const Load& load);
    std::size_t come_and_go(const Load& load);
    void end_with_clients();
    /// Threads that are born from now on are held before their first step, until release().
    void hold_births();
    void release();

    std::string name_;  // "ThreadSanitizer"
    std::unique_ptr<Server> sanitized_;
    bool can_hold_ = false;
};

}  // namespace grader
