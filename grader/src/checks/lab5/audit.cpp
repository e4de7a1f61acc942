// Stage C: --audit. The provided audit() sleeps for 5 ms and a nanosecond for each byte, so a trace tells
// from the time alone that it is audit(), and for how many bytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/trace/workers.hpp"

namespace grader {

namespace {

/// The bytes that this call audits; nothing if it is no call of audit().
std::optional<std::uint64_t> audited(const Event& event) {
    constexpr std::int64_t base_ns = 5'000'000;
    constexpr std::int64_t most_bytes = 1'000'000;
    if (about(event.call).waits != Waits::for_a_time) return std::nullopt;
    if (event.asked_ns <= base_ns || event.asked_ns > base_ns + most_bytes) return std::nullopt;
    return static_cast<std::uint64_t>(event.asked_ns - base_ns);
}

std::uint64_t bytes_of(const Event& event) {
    return event.result > 0 ? static_cast<std::uint64_t>(event.result) : 0;
}

class AuditCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    static constexpr std::size_t clients = 12;

    /// All send messages of different lengths at the same time, three times.
    void play() {
        require_tracing();
        ServerOptions options;
        options.arguments = {"--workers", "1", "--audit"};
        options.traced = true;
        options.stacks_per_call = 100;
        Server& server = start(options);
        step(
            "{} clients connect; 3 times, each sends a message of another length, from 1 byte on, and waits "
            "for it",
            clients);
        const std::vector<Client*> crowd = connect_many(clients);
        for (std::size_t turn = 0; turn < 3; ++turn) {
            for (std::size_t index = 0; index < clients; ++index) crowd[index]->send(message(turn, index));
            for (std::size_t index = 0; index < clients; ++index) crowd[index]->expect(message(turn, index));
        }
        step("what do the trace's calls say?");
        server.wait_until_no_events();
        require_all_was_seen();
        log_ = server.log();
        audits_ = log_.all([](const Event& event) { return audited(event).has_value(); });
        if (audits_.empty()) fail(FactKind::audit_never_called, "", "audit() was never called");
    }
    static std::string message(std::size_t turn, std::size_t client) {
        // In the second turn from 1 to 16 bytes: not even the shortest chunk is too short.
        const std::size_t length = turn == 1 ? 1 + client * 15 / (clients - 1) : 40 + 10 * client + turn;
        return text(turn * clients + client, length);
    }
    [[noreturn]] void fail_at(FactKind fact, std::string value, const std::string& seen,
                              const Event& culprit) const {
        fail(fact, std::move(value), seen, {trace_excerpt("The call", {culprit}, client_names())},
             own_line(culprit));
    }

    EventLog log_;
    std::vector<Event> audits_;
};

/// Whether the worker could do something when the audit was over: it was waiting for events then, or had made
/// a call of its own since the audit began.
bool was_responsive(const EventLog& log, const std::set<int>& workers, const Event& audit) {
    return log.first([&](const Event& event) {
        if (!event.is_call() || workers.count(event.tid) == 0) return false;
        const bool serves = waits_for_events(event) || uses_connection(event);
        return serves && event.begin < audit.end && event.end > audit.begin;
    }) != nullptr;
}

}  // namespace

GRADED_CHECK(Lab5, AuditCheck, AuditRunsForEveryChunk) {
    expect_that(
        "audit(bytes) is called once for each chunk that was read, and has returned before it is echoed");
    play();
    std::uint64_t read = 0;
    std::uint64_t done = 0;
    std::uint64_t written = 0;
    for (const Event& event : log_.events()) {
        if (const auto bytes = audited(event)) done += *bytes;
        if (!uses_connection(event)) continue;
        if (read_from(event) != nullptr) read += bytes_of(event);
        if (written_to(event) == nullptr) continue;
        written += bytes_of(event);
        if (written > done)
            fail_at(FactKind::echoed_before_audited, "",
                    fmt::format("{} bytes had been echoed when only {} had been audited", written, done),
                    event);
    }
    if (done != read)
        fail(FactKind::audit_of_other_bytes, done < read ? "fewer" : "more",
             fmt::format(
                 "{} bytes were read, but audit() was called for {}: once for each chunk, with its size?",
                 read, done),
             {trace_excerpt("The calls of audit()", audits_, client_names())}, own_line(audits_.front()));
}

GRADED_CHECK(Lab5, AuditCheck, AuditKeepsOffTheWorkers) {
    expect_that(
        "audit(), which blocks its thread, never runs on a thread that serves connections; and none of those "
        "waits "
        "for its end");
    play();
    const std::set<int> workers = workers_of(log_);
    for (const Event& audit : audits_) {
        if (workers.count(audit.tid) != 0)
            fail_at(FactKind::audit_on_a_worker, "",
                    fmt::format("audit() blocks thread {}, which serves connections, for {:g} ms", audit.tid,
                                static_cast<double>(audit.asked_ns) / 1e6),
                    audit);
    }
    const auto responsive = std::count_if(audits_.begin(), audits_.end(), [&](const Event& audit) {
        return was_responsive(log_, workers, audit);
    });
    if (responsive == 0) {
        const Event* waits = log_.first([&](const Event& event) {
            return waits_for_threads(event) && workers.count(event.tid) != 0 &&
                   event.begin < audits_.front().end && event.end > audits_.front().end;
        });
        const std::string seen =
            "audit() runs on another thread, but the worker does nothing until it has returned: it waits for "
            "it";
        if (waits != nullptr) fail_at(FactKind::worker_waits_for_the_audit, "", seen, *waits);
        fail(FactKind::worker_waits_for_the_audit, "", seen,
             {trace_excerpt("The calls of audit()", audits_, client_names())});
    }
}

}  // namespace grader
