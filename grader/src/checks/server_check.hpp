// What most checks of both labs build on: starts the server, connects clients, and keeps both until the check
// ends.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "checks/explain.hpp"
#include "evidence/clients/client.hpp"
#include "evidence/server.hpp"
#include "evidence/trace/coverage.hpp"

namespace grader {

/// The trace must account for what clients got: otherwise nothing it lacks proves anything. Fails where the
/// server itself hides its calls; else inconclusive.
void require_accounted_for(const EventLog& log, const Echoed& echoed, const ClientNames& names);

class ServerCheck : public Check {
 public:
    using Check::Check;
    ~ServerCheck() override;

 protected:
    /// Starts the server with these options, as a step of the story, and waits for its ready line.
    Server& start(const ServerOptions& options = {});
    Server& start_traced(std::vector<FaultRule> faults = {});
    /// Inconclusive where there is no tracing.
    void require_tracing() const;
    [[nodiscard]] Server& server() { return *server_; }

    /// A connected client, named "client #1" and so on in the order of connecting. Lives until the check
    /// ends.
    Client& connect(const Client::Options& options = {});
    std::vector<Client*> connect_many(std::size_t count);
    /// How many of so many clients this machine has room for. A step says so if it is fewer; inconclusive if
    /// it is less than a tenth.
    std::size_t as_many_as_fit(std::size_t clients);
    [[nodiscard]] const ClientNames& client_names() const { return names_; }

    /// The same of this check's own traced server and clients, so far. (Before anything is let go that was
    /// held: nothing is recorded from then on.)
    void require_all_was_seen();

    /// A step that every check may end with: somebody new comes, and is served.
    void somebody_new_is_served();
    /// Another one, where no client would notice: the server has not ended meanwhile. (One that ends when it
    /// has just answered may have done so or not when the answer is there.)
    void expect_still_there();
    /// SIGTERM, and the server must end by itself with status 0.
    void end_with_term();
    /// Waits for the server's end and demands status 0.
    void expect_clean_exit();

    /// The student's line that made this call, as far as its stack was walked.
    [[nodiscard]] std::optional<SourceLine> own_line(const Event& event) const {
        return own_source_line(event, subject_.sources);
    }

    void add_circumstances(Finding& finding) override;
    [[nodiscard]] Server* own_server() override { return server_.get(); }

    /// The check has asked for an orderly end itself: that one says nothing about a failure.
    bool end_is_no_news_ = false;

 private:
    void add_end(Finding& finding, const Exit& ended);
    void add_look(Finding& finding);
    void look_closely(const std::optional<Exit>& ended);

    std::unique_ptr<Server> server_;
    std::deque<Client> clients_;  // stays where it is: references are handed out
    ClientNames names_;
    bool short_backlog_ = false;  // a client had to knock twice
};

}  // namespace grader
