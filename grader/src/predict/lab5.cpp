// Lab 5's seven questions. What the server must not do is done by another one: on_the_worker.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "observe/tasks.hpp"
#include "predict/measure.hpp"

namespace grader {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Words = std::vector<std::string>;
using Seconds = std::chrono::duration<double>;

Measured who_waits(const Servers& servers) {
    Trial trial(servers.server, {"--workers", "2"}, Trial::Calls::unseen);
    trial.come(1);
    const ModelLook look = trial.scene().look().look;
    Measured measured;
    Finding& who = measured.findings["who"];
    Finding& call = measured.findings["call"];
    who = {.text = "no thread was seen that does", .amount = {}, .key = "nobody"};
    call = {.text = "none", .amount = {}, .key = "none"};
    for (const ThreadFact& thread : look.threads) {
        if (std::count(thread.clients.begin(), thread.clients.end(), 1) == 0) continue;
        call = {.text = name_of(thread.call), .amount = {}, .key = key_of(thread.call)};
        const bool is_loop = call.key == "epoll" || call.key == "poll";
        who.key = is_loop ? "worker" : "own";
        who.text =
            is_loop ? "the worker that waits for everybody" : "a thread that waits for this client alone";
    }
    measured.evidence = threads_told(look);
    return measured;
}

Measured crowd(const Servers& servers) {
    constexpr double clients = 100;
    const Crowded seen = with_silent_clients(servers.server, {"--workers", "2"});
    Measured measured;
    measured.findings["threads"] = found_amount(seen.threads, GuessKind::count);
    measured.findings["virtual"] =
        found_amount(std::max(0.0, seen.virtual_bytes - seen.virtual_before) / clients, GuessKind::bytes);
    measured.findings["resident"] =
        found_amount(std::max(0.0, seen.resident_bytes - seen.resident_before) / clients, GuessKind::bytes);
    measured.evidence = crowd_told(servers.server.name + ", 2 workers", seen);
    if (servers.lab4) {
        const Words beside = crowd_told(servers.lab4->name, with_silent_clients(*servers.lab4, {}));
        measured.evidence.insert(measured.evidence.end(), beside.begin(), beside.end());
    }
    return measured;
}

/// Calls for each echo when so many clients speak at once.
std::map<std::string, double> calls_of_many(const Servers& servers, std::size_t clients) {
    constexpr int rounds = 5;
    Trial trial(servers.server, {"--workers", "1"}, Trial::Calls::traced);
    trial.come(clients);
    const std::string line = "all at once\n";
    const std::size_t begin = trial.scene().settle();
    for (int round = 0; round < rounds; ++round) {
        for (const Visitor& visitor : trial.scene().visitors()) visitor.send(line);
        for (Visitor& visitor : trial.scene().visitors()) {
            if (visitor.receive(line.size(), std::chrono::seconds(5)) != line)
                throw NotMeasured("not all of them got their echo");
        }
    }
    const std::size_t end = trial.scene().settle();
    std::map<std::string, double> by_name;
    for (const Event& call : trial.calls(begin, end)) ++by_name[name_of(call.call)];
    for (auto& [name, times] : by_name) times /= rounds * static_cast<double>(clients);
    return by_name;
}

Measured calls_of_a_trip(const Servers& servers) {
    constexpr std::size_t many = 50;
    const RoundTrip seen = round_trip(servers.server, {"--workers", "1"});
    Measured measured;
    measured.findings["calls"] = found_amount(seen.calls, GuessKind::count);
    const std::string added = seen.added_key;
    measured.findings["added"] = {.text = added.empty()      ? "none"
                                          : added == "epoll" ? "epoll_wait"
                                                             : added,
                                  .amount = {},
                                  .key = added.empty() ? "none" : added};
    const std::map<std::string, double> shared = calls_of_many(servers, many);
    double all = 0;
    for (const auto& [name, times] : shared) all += times;
    measured.findings["when"] = {.text = fmt::format("with {} clients at once: {} calls for each", many,
                                                     amount_text(all, GuessKind::count)),
                                 .amount = {},
                                 .key = ""};
    measured.evidence = {"calls for each of ten round trips: " + calls_told(seen.by_name),
                         fmt::format("and with {} clients who all talk: {}", many, calls_told(shared)),
                         "the last of the ten:"};
    measured.evidence.insert(measured.evidence.end(), seen.trace.begin(), seen.trace.end());
    return measured;
}

/// So many clients send a line at the same time: when the last one has its echo.
double until_the_last(const ServerProgram& server, std::size_t clients, const Words& options) {
    Trial trial(server, options, Trial::Calls::unseen);
    trial.come(clients);
    const std::string line = "me, too\n";
    const auto begin = Clock::now();
    for (const Visitor& visitor : trial.scene().visitors()) visitor.send(line);
    for (Visitor& visitor : trial.scene().visitors()) {
        if (visitor.receive(line.size(), std::chrono::seconds(10)) != line)
            throw NotMeasured(server.name + ": not all of them got their echo");
    }
    return Seconds(Clock::now() - begin).count();
}

Measured delays(const Servers& servers) {
    constexpr std::size_t clients = 20;
    const Words options{"--workers", "1", "--delay-ms", "200"};
    const double last = until_the_last(servers.server, clients, options);
    Measured measured;
    measured.findings["last"] = found_amount(last, GuessKind::time);
    measured.evidence = {fmt::format("{:<44} {:>8}", servers.server.name + ", --workers 1 --delay-ms 200",
                                     amount_text(last, GuessKind::time))};
    const double blocked =
        until_the_last({"the server that sleeps", servers.on_the_worker}, clients, {"--delay-ms", "200"});
    measured.findings["blocked"] = found_amount(blocked, GuessKind::time);
    measured.evidence.push_back(fmt::format("{:<44} {:>8}", "one that says std::this_thread::sleep_for",
                                            amount_text(blocked, GuessKind::time)));
    return measured;
}

/// Sends without a pause, and reads what comes back, until it is over.
class Chatterer {
 public:
    explicit Chatterer(Visitor& visitor)
        : thread_([this, &visitor] {
              const std::string piece(4'096, 'x');
              while (!is_over_ && !visitor.was_closed()) {
                  visitor.send_some(piece);
                  visitor.receive(1, milliseconds(1));
              }
          }) {}
    ~Chatterer() {
        is_over_ = true;
        thread_.join();
    }
    Chatterer(const Chatterer&) = delete;
    Chatterer& operator=(const Chatterer&) = delete;

 private:
    std::atomic<bool> is_over_ = false;
    std::thread thread_;
};

/// How long a line takes while another client sends without a pause: the median of some.
double beside_a_chatterer(const ServerProgram& server, const Words& options) {
    constexpr std::size_t lines = 9;
    Trial trial(server, options, Trial::Calls::unseen);
    trial.come(2);
    std::deque<Visitor>& visitors = trial.scene().visitors();
    std::vector<double> waits;
    const Chatterer chatterer(visitors.front());
    std::this_thread::sleep_for(milliseconds(200));
    for (std::size_t line = 0; line < lines; ++line) {
        const auto begin = Clock::now();
        if (!Trial::exchange(visitors.back(), "and me?\n", std::chrono::seconds(5)))
            throw NotMeasured(server.name + ": the other client got no echo");
        waits.push_back(Seconds(Clock::now() - begin).count());
    }
    std::sort(waits.begin(), waits.end());
    return waits[lines / 2];
}

Measured audits(const Servers& servers) {
    const double wait = beside_a_chatterer(servers.server, {"--workers", "1", "--audit"});
    Measured measured;
    measured.findings["wait"] = found_amount(wait, GuessKind::time);
    measured.evidence = {fmt::format("{:<44} {:>8}", servers.server.name + ", --workers 1 --audit",
                                     amount_text(wait, GuessKind::time))};
    const double blocked = beside_a_chatterer({"the server that blocks", servers.on_the_worker}, {"--audit"});
    measured.findings["blocked"] = found_amount(blocked, GuessKind::time);
    measured.evidence.push_back(fmt::format("{:<44} {:>8}", "one that calls audit() on its worker",
                                            amount_text(blocked, GuessKind::time)));
    measured.evidence.emplace_back("each is the median of nine lines");
    return measured;
}

/// What gdb says of the task that waits until it may write; nothing where gdb is not there, or may not look.
Words task_told(const Target& target, const std::string& script) {
    const auto ask = tasks_of(target, script);
    std::istringstream all(ask ? ask() : "");
    Words lines;
    bool is_it = false;
    for (std::string line; std::getline(all, line);) {
        if (line.rfind("task ", line.find_first_not_of(' ')) != std::string::npos)
            is_it = line.find("room to write") != std::string::npos;
        // Files are named from where the build is.
        for (std::size_t at = 0; (at = line.find("../", at)) != std::string::npos;) line.erase(at, 3);
        if (is_it) lines.push_back(line);
    }
    return lines;
}

Measured deaf(const Servers& servers) {
    Trial trial(servers.server, {"--workers", "2"}, Trial::Calls::unseen);
    trial.come(1);
    const Snapshot before = trial.scene().look().snapshot;
    const Visitor& visitor = trial.scene().visitors().front();
    fill(visitor);
    const Glance glance = trial.scene().look();
    int hang = 0;
    for (const ThreadFact& thread : glance.look.threads) {
        const std::string key = key_of(thread.call);
        const bool on_it = std::count(thread.clients.begin(), thread.clients.end(), 1) != 0;
        if (on_it && (key == "write" || key == "read")) ++hang;
    }
    Measured measured;
    measured.findings["where"] = {
        .text = hang == 0 ? "in no call: suspended at its co_await" : "in a call, on a thread",
        .amount = {},
        .key = hang == 0 ? "suspended" : "call"};
    measured.findings["threads"] = found_amount(hang, GuessKind::count);
    measured.evidence = threads_told(glance.look);
    for (const std::string& row : queues_told(queues_between(visitor.port(), trial.target().port())))
        measured.evidence.push_back(row);
    const double grown =
        static_cast<double>(glance.snapshot.resident_bytes) - static_cast<double>(before.resident_bytes);
    measured.evidence.push_back(fmt::format("the server's RSS grew by {} meanwhile",
                                            amount_text(std::max(0.0, grown), GuessKind::bytes)));
    for (const std::string& row : task_told(trial.target(), servers.tasks_script))
        measured.evidence.push_back(row);
    return measured;
}

Measured nobody(const Servers& servers) {
    constexpr auto window = std::chrono::seconds(3);
    Trial trial(servers.server, {"--workers", "2"}, Trial::Calls::traced);
    const std::size_t begin = trial.scene().settle();
    std::this_thread::sleep_for(window);
    const std::size_t end = trial.scene().log().size();
    const std::vector<Event> calls = trial.calls(begin, end);
    constexpr double windows_a_minute = 20;
    Measured measured;
    measured.findings["calls"] =
        found_amount(static_cast<double>(calls.size()) * windows_a_minute, GuessKind::count);
    measured.evidence = {fmt::format("calls in 3 s without a client: {}", calls.size())};
    const Words trace = trial.excerpt(begin, end);
    constexpr std::size_t most = 8;
    measured.evidence.insert(measured.evidence.end(), trace.begin(),
                             trace.begin() + static_cast<std::ptrdiff_t>(std::min(most, trace.size())));
    const Words threads = threads_told(trial.scene().look().look);
    measured.evidence.insert(measured.evidence.end(), threads.begin(), threads.end());
    return measured;
}

}  // namespace

Measured measure_lab5(int number, const Servers& servers) {
    switch (number) {
        case 1:
            return who_waits(servers);
        case 2:
            return crowd(servers);
        case 3:
            return calls_of_a_trip(servers);
        case 4:
            return delays(servers);
        case 5:
            return audits(servers);
        case 6:
            return deaf(servers);
        case 7:
            return nobody(servers);
        default:
            throw NotMeasured(fmt::format("there is no measurement for question {} of lab 5", number));
    }
}

}  // namespace grader
