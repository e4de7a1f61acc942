// Lab 4's six questions, on the server as it is without a tracer wherever the calls need not be seen.
#include <fmt/format.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "evidence/trace/event_log.hpp"
#include "predict/gone.hpp"
#include "predict/measure.hpp"

namespace grader {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// The thread that waits for this client; nullptr if none does.
const ThreadFact* waiter_of(int client, const ModelLook& look) {
    for (const ThreadFact& thread : look.threads)
        if (std::count(thread.clients.begin(), thread.clients.end(), client) != 0) return &thread;
    return nullptr;
}

double cpu_of(const ModelLook& look) {
    double sum = 0;
    for (const ThreadFact& thread : look.threads) sum += static_cast<double>(thread.cpu_ns);
    return sum;
}

Measured silent_client(const Servers& servers) {
    Trial trial(servers.server, {}, Trial::Calls::unseen);
    trial.come(1);
    const Glance before = trial.scene().look();
    const auto begin = Clock::now();
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const ModelLook after = trial.scene().look().look;
    const std::chrono::duration<double> passed = Clock::now() - begin;
    Measured measured;
    const ThreadFact* waiter = waiter_of(1, after);
    Finding& call = measured.findings["call"];
    if (waiter == nullptr) {
        call = {.text = "no thread was seen that waits for it", .amount = {}, .key = "none"};
    } else {
        call = {.text = name_of(waiter->call), .amount = {}, .key = key_of(waiter->call)};
    }
    constexpr double minute = 60, a_second = 1e9;
    const double used = std::max(0.0, cpu_of(after) - cpu_of(before.look)) / a_second;
    measured.findings["cpu"] = found_amount(used * minute / passed.count(), GuessKind::time);
    measured.evidence = threads_told(after);
    measured.evidence.push_back(fmt::format("CPU time of all threads in {:.1f} s of silence: {}",
                                            passed.count(), amount_text(used, GuessKind::time)));
    return measured;
}

Measured hundred_clients(const Servers& servers) {
    const Crowded seen = with_silent_clients(servers.server, {});
    Measured measured;
    measured.findings["threads"] = found_amount(seen.threads, GuessKind::count);
    measured.findings["virtual"] =
        found_amount(std::max(0.0, seen.virtual_bytes - seen.virtual_before), GuessKind::bytes);
    measured.findings["resident"] =
        found_amount(std::max(0.0, seen.resident_bytes - seen.resident_before), GuessKind::bytes);
    measured.evidence = crowd_told(servers.server.name, seen);
    return measured;
}

Measured one_round_trip(const Servers& servers) {
    const RoundTrip seen = round_trip(servers.server, {});
    Measured measured;
    measured.findings["calls"] = found_amount(seen.calls, GuessKind::count);
    measured.evidence = {"calls for each of ten round trips: " + calls_told(seen.by_name), "the last one:"};
    measured.evidence.insert(measured.evidence.end(), seen.trace.begin(), seen.trace.end());
    return measured;
}

Measured large_message(const Servers& servers) {
    constexpr std::size_t size = 100'000;
    Trial trial(servers.server, {}, Trial::Calls::traced);
    Visitor& visitor = trial.scene().come();
    const std::size_t begin = trial.scene().settle();
    std::string message(size, '\0');
    for (std::size_t index = 0; index < size; ++index) message[index] = static_cast<char>('a' + index % 26);
    std::string back;
    {
        std::thread sender([&] { visitor.send_all(message); });
        back = visitor.receive(size, std::chrono::seconds(10));
        if (back.size() < size) visitor.shut();
        sender.join();
    }
    const std::size_t end = trial.scene().settle();
    if (back != message)
        throw NotMeasured(fmt::format("of 100,000 bytes {} came back, or not the same ones", back.size()));
    std::map<std::int64_t, int> sizes;
    int reads = 0;
    std::uint64_t asked = 0;
    std::vector<std::string> first;
    constexpr std::size_t shown = 4;
    for (const Event& call : trial.calls(begin, end)) {
        const Descriptor* from = read_from(call);
        if (!is_connection(from) || call.result <= 0) continue;
        ++reads;
        ++sizes[call.result];
        const int length = length_argument(call.call);
        if (length >= 0) asked = std::max(asked, call.arguments[static_cast<std::size_t>(length)]);
        if (first.size() < shown) first.push_back(describe_event(call, {{visitor.port(), "client"}}));
    }
    Measured measured;
    measured.findings["reads"] = found_amount(reads, GuessKind::count);
    measured.evidence = first;
    measured.evidence.push_back(fmt::format("reads that got bytes: {}; the smallest {}, the largest {} bytes",
                                            reads, sizes.empty() ? 0 : sizes.begin()->first,
                                            sizes.empty() ? 0 : sizes.rbegin()->first));
    if (asked > 0) measured.evidence.push_back(fmt::format("its buffer has room for {} bytes", asked));
    return measured;
}

Measured deaf_client(const Servers& servers) {
    Trial trial(servers.server, {}, Trial::Calls::unseen);
    trial.come(1);
    const Snapshot before = trial.scene().look().snapshot;
    const Visitor& visitor = trial.scene().visitors().front();
    const std::uint64_t sent = fill(visitor);
    const Glance glance = trial.scene().look();
    const Queues queues = queues_between(visitor.port(), trial.target().port());
    const ThreadFact* waiter = waiter_of(1, glance.look);
    const double grown =
        static_cast<double>(glance.snapshot.resident_bytes) - static_cast<double>(before.resident_bytes);
    Measured measured;
    Finding& call = measured.findings["call"];
    call.key = waiter == nullptr ? "none" : key_of(waiter->call);
    call.text = waiter == nullptr ? "no thread was seen that waits for it" : name_of(waiter->call);
    // Where most of the bytes are.
    const bool in_server = grown > static_cast<double>(sent) / 2;
    measured.findings["who"] = {
        .text = in_server ? "the server's own memory" : "the kernels' socket buffers, on both sides",
        .amount = {},
        .key = in_server ? "server" : "kernel"};
    measured.findings["bytes"] = found_amount(static_cast<double>(sent), GuessKind::bytes);
    measured.evidence = threads_told(glance.look);
    for (const std::string& row : queues_told(queues)) measured.evidence.push_back(row);
    measured.evidence.push_back(fmt::format("the server's RSS grew by {} meanwhile",
                                            amount_text(std::max(0.0, grown), GuessKind::bytes)));
    return measured;
}

std::string error_name(std::int64_t error) {
    const char* const name = ::strerrorname_np(static_cast<int>(error));
    return name != nullptr ? name : std::to_string(error);
}

std::string results_told(const std::vector<std::int64_t>& results) {
    constexpr std::size_t most = 4;
    std::string text;
    for (std::size_t index = 0; index < std::min(results.size(), most); ++index) {
        const std::int64_t result = results[index];
        text += index == 0 ? "" : ", then ";
        text += result < 0 ? "-1 " + error_name(-result) : fmt::format("{}", result);
    }
    return text + (results.size() > most ? ", …" : "");
}

/// What a student's server makes of it: its writes after the end of the client.
void its_own_writes(const Servers& servers, Measured& measured) {
    Trial trial(servers.server, {}, Trial::Calls::traced);
    DeafProcess client(trial.target().address(), trial.target().port());
    trial.scene().note_client(client.port());
    const std::size_t before = trial.scene().settle();
    client.kill();
    const std::size_t after = trial.scene().settle();
    std::vector<std::int64_t> writes;
    const std::map<int, std::string> names{{client.port(), "client"}};
    constexpr std::size_t most_lines = 6;
    for (const Event& call : trial.calls(before, after)) {
        const bool writes_to_it =
            is_connection(written_to(call)) && written_to(call)->peer_port == client.port();
        const bool reads_from_it =
            is_connection(read_from(call)) && read_from(call)->peer_port == client.port();
        if (writes_to_it) writes.push_back(call.result);
        if ((writes_to_it || reads_from_it) && measured.evidence.size() < most_lines)
            measured.evidence.push_back(describe_event(call, names));
    }
    Finding& returns = measured.findings["returns"];
    const auto failed = std::find_if(writes.begin(), writes.end(), [](std::int64_t one) { return one < 0; });
    if (failed != writes.end()) {
        returns.key = *failed == -EPIPE ? "epipe" : *failed == -ECONNRESET ? "reset" : "";
    } else {
        returns.key = writes.empty() ? "none" : "count";
    }
    returns.text = writes.empty() ? "nothing: it does not return" : results_told(writes);
    const std::optional<int> status = trial.target().status();
    if (status && WIFSIGNALED(*status)) {
        const char* const name = ::sigabbrev_np(WTERMSIG(*status));
        measured.evidence.push_back(fmt::format("{} was ended by SIG{}", servers.server.name,
                                                name != nullptr ? name : std::to_string(WTERMSIG(*status))));
    } else if (status) {
        measured.evidence.push_back(
            fmt::format("{} has ended, with status {}", servers.server.name, WEXITSTATUS(*status)));
    } else {
        Visitor& other = trial.scene().come();
        measured.evidence.push_back(fmt::format("{} {}", servers.server.name,
                                                Trial::exchange(other, "still there?\n", milliseconds(2'000))
                                                    ? "goes on, and serves the next client"
                                                    : "runs on, but serves nobody any more"));
    }
}

Measured killed_client(const Servers& servers) {
    Measured measured;
    try {
        its_own_writes(servers, measured);
    } catch (const NotMeasured& error) {
        // The other half needs no tracer.
        measured.evidence.emplace_back(error.what());
    }
    const NakedWriter naked = write_without_protection();
    const char* const name = naked.signal == 0 ? nullptr : ::sigabbrev_np(naked.signal);
    Finding& fate = measured.findings["fate"];
    fate.key = naked.signal == SIGPIPE ? "signal" : naked.signal == 0 ? "nothing" : "";
    fate.text = naked.signal == 0 ? "nothing ends it"
                                  : fmt::format("SIG{} ends it, all of it", name != nullptr ? name : "?");
    measured.evidence.push_back(
        fmt::format("a program that ignores nothing, and goes on writing: {}{}{}",
                    results_told(naked.results), naked.results.empty() ? "" : ", then ",
                    naked.signal == 0 ? "it goes on" : fmt::format("SIG{}", name != nullptr ? name : "?")));
    return measured;
}

}  // namespace

Measured measure_lab4(int number, const Servers& servers) {
    switch (number) {
        case 1:
            return silent_client(servers);
        case 2:
            return hundred_clients(servers);
        case 3:
            return one_round_trip(servers);
        case 4:
            return large_message(servers);
        case 5:
            return deaf_client(servers);
        case 6:
            return killed_client(servers);
        default:
            throw NotMeasured(fmt::format("there is no measurement for question {} of lab 4", number));
    }
}

}  // namespace grader
