// Stage D: fairness. One client sends and reads as fast as it can, on the server's only worker; fifty others
// send a line now and then. Under the tracer a server is much slower than a client, so there is always more
// to read from the fast one: a server that stays with it as long as there is something stays for ever. How
// far the fast one has got is the clock.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "checks/server_check.hpp"
#include "evidence/clients/bytes.hpp"
#include "evidence/trace/workers.hpp"

namespace grader {

namespace {

/// Sends and reads as fast as it can, until it is destroyed.
class Firehose {
 public:
    explicit Firehose(Client& client) : client_(client), thread_([this] { run(); }) {}
    ~Firehose() {
        stop_ = true;
        thread_.join();
    }
    Firehose(const Firehose&) = delete;
    Firehose& operator=(const Firehose&) = delete;

 private:
    void run() {
        constexpr std::size_t period = 256 * 1024;
        const std::string bytes = text(7, period) + text(7, period);
        std::size_t sent = 0;
        std::size_t received = 0;
        try {
            while (!stop_) {
                const std::size_t fitted =
                    client_.send_what_fits(std::string_view(bytes).substr(sent % period, period));
                sent += fitted;
                const std::size_t there = std::min(client_.available(), period);
                if (there > 0) client_.expect(std::string_view(bytes).substr(received % period, there));
                received += there;
                if (fitted == 0 && there == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
            }
        } catch (const ClientError&) {
            // It was cut off: others' checks are about that.
        }
    }

    Client& client_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

constexpr std::size_t polite_clients = 50;
constexpr std::string_view greeting = "good day\n";
constexpr std::string_view question = "may I?\n";
constexpr std::size_t most_reads_meanwhile = 2'000;

class FairnessCheck : public ServerCheck {
    using ServerCheck::ServerCheck;

 protected:
    /// The reads of the firehose since the mark, and how many bytes of each other client have been read in
    /// all. (One that was read between its sending and the mark counts as read, too.)
    struct Reads {
        std::vector<Event> firehose;
        std::map<int, std::int64_t> others;  // by port

        [[nodiscard]] std::size_t clients_with(std::size_t bytes) const {
            return static_cast<std::size_t>(std::count_if(
                others.begin(), others.end(),
                [&](const auto& client) { return client.second >= static_cast<std::int64_t>(bytes); }));
        }
    };
    Reads reads_since(const std::string& mark, int firehose_port) {
        Reads reads;
        bool since = false;
        server().for_each_event([&](const Event& event) {
            if (event.what == EventKind::mark && event.name == mark) since = true;
            const Descriptor* from = read_from(event);
            if (!is_connection(from) || event.result <= 0) return;
            if (from->peer_port != firehose_port)
                reads.others[from->peer_port] += event.result;
            else if (since)
                reads.firehose.push_back(event);
        });
        return reads;
    }
    /// The student's line that reads; stacks are walked for the first calls only.
    std::optional<SourceLine> where_it_reads() {
        const EventLog log = server().log();
        for (const Event& event : log.events()) {
            if (read_from(event) == nullptr || !uses_connection(event)) continue;
            if (auto line = own_line(event)) return line;
        }
        return std::nullopt;
    }
};

}  // namespace

GRADED_CHECK(Lab5, FairnessCheck, FirehoseStarvesNobody) {
    expect_that(fmt::format(
        "while one client sends as fast as it can, {} others get their turns: each is read before "
        "the fast one has been read {} times more",
        polite_clients, most_reads_meanwhile));
    require_tracing();
    ServerOptions options;
    options.arguments = {"--workers", "1"};
    options.traced = true;
    options.stacks_per_call = 20;
    Server& server = start(options);
    const std::vector<Client*> polite = connect_many(polite_clients);
    for (Client* client : polite) client->round_trip(greeting);
    require_all_was_seen();
    Client& fast = connect();
    step("{} clients have had an echo; {} connects, and from now on sends and reads without a pause",
         polite_clients, fast.name());
    server.mark("firehose");
    const Firehose firehose(fast);
    const auto until = std::chrono::steady_clock::now() + server.deadline();
    while (reads_since("firehose", fast.local_port()).firehose.size() < 100) {
        if (std::chrono::steady_clock::now() > until)
            fail(FactKind::part_of_the_reply, "", fast.name() + " itself is hardly served");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    for (int round = 1; round <= 3; ++round) {
        step("all {} send a line, round {}", polite_clients, round);
        for (Client* client : polite) client->send(question);
        // Only now: how long the sending took is no fault of the server's.
        const std::string mark = fmt::format("round {}", round);
        server.mark(mark);
        const std::size_t bytes = greeting.size() + static_cast<std::size_t>(round) * question.size();
        for (;;) {
            const Reads reads = reads_since(mark, fast.local_port());
            const std::size_t served = reads.clients_with(bytes);
            if (served == polite_clients) break;
            if (reads.firehose.size() > most_reads_meanwhile)
                fail(FactKind::starved_by_another, "",
                     fmt::format(
                         "{} was read {} times, and {} of the {} others did not get a turn in all that time",
                         fast.name(), reads.firehose.size(), polite_clients - served, polite_clients),
                     {trace_excerpt("What the server read meanwhile", reads.firehose, client_names())},
                     where_it_reads());
            if (server.exit() || std::chrono::steady_clock::now() > until + server.deadline()) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        for (Client* client : polite) client->expect(question);
    }
    require_accounted_for(server.log(), {}, client_names());
}
ADD_TO_CATALOGUE(Practice4, Lab5FirehoseStarvesNobody, FirehoseStarvesNobody);

}  // namespace grader
