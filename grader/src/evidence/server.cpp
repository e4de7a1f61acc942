#include "evidence/server.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <thread>
#include <utility>

#include "base/calls.hpp"
#include "base/time_limit.hpp"
#include "evidence/ready_line.hpp"

namespace grader {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

// More than the tracer ever reports (evidence/trace/event_budget.hpp), whatever the program makes of it.
constexpr std::size_t most_events = 500'000;

}  // namespace

Server::Server(const Arena& arena, const std::string& executable, const ServerOptions& options,
               double slowdown)
    : deadline_(static_cast<long>(8'000 * slowdown)) {
    std::vector<std::string> command = {executable};
    if (!options.own_port) command.insert(command.end(), {"--port", "0"});
    command.insert(command.end(), options.arguments.begin(), options.arguments.end());
    if (options.may_write_files) {
        static std::atomic<int> servers = 0;
        own_directory_ = arena.scratch().make_writable("server-" + std::to_string(++servers),
                                                       arena.layers().throwaway_uid);
    }
    LaunchSpec spec = arena.launch(std::move(command), own_directory_);
    if (!own_directory_.empty()) spec.directory = own_directory_;
    // The same on every machine: as many heaps (mallopt(3)) as cores would take long to grow to their size.
    // And for every server: one that is told so only where its memory is counted could be good just there.
    spec.environment.push_back("MALLOC_ARENA_MAX=2");
    spec.environment.insert(spec.environment.end(), options.environment.begin(), options.environment.end());
    spec.limits.descriptors = options.descriptors;
    // Old ThreadSanitizers need it, and no server is to see which it is.
    spec.disable_aslr = arena.layers().no_aslr;
    spec.may_execute = options.may_execute;
    spec.traced = options.traced || !options.faults.empty();
    if (options.only_births) {
        spec.traced = true;
        spec.trace.calls = {Call::clone};
    } else if (spec.traced) {
        spec.trace.calls = pattern_calls();
        spec.trace.faults = options.faults;
        spec.trace.stacks_per_call = options.stacks_per_call;
        spec.pin_to_cpu = 0;  // tracer and program hand over on one core: five times faster than across two
    }
    process_ =
        std::make_unique<Process>(spec, [this](const nlohmann::json& message) { take_message(message); });
}

Server::~Server() {
    process_.reset();
    // Nothing that one server leaves is there for the next.
    std::error_code ignored;
    if (!own_directory_.empty()) std::filesystem::remove_all(own_directory_, ignored);
}

void Server::take_message(const nlohmann::json& message) {
    const std::lock_guard lock(mutex_);
    if (message.at("is") == "event") {
        auto event = message.at("event").get<Event>();
        const bool is_mark = event.what == EventKind::mark;
        if (is_mark) marks_.insert(event.name);
        if (is_mark || events_.size() < most_events) events_.push_back(std::move(event));
        last_event_ = steady_clock::now();
    } else if (message.contains("id")) {
        answers_[message.at("id").get<int>()] = std::make_unique<nlohmann::json>(message);
        answered_.notify_all();
    }
}

nlohmann::json Server::ask(nlohmann::json question) {
    std::unique_lock lock(mutex_);
    const int id = ++questions_;
    question["id"] = id;
    if (!process_->send(question)) return nullptr;
    const auto until = steady_clock::now() + deadline_;
    while (answers_.count(id) == 0 && steady_clock::now() < until) {
        require_time();
        answered_.wait_for(lock, milliseconds(50));
        lock.unlock();
        const bool ended = process_->exit().has_value();
        lock.lock();
        if (ended && answers_.count(id) == 0) return nullptr;
    }
    const auto found = answers_.find(id);
    if (found == answers_.end()) return nullptr;
    nlohmann::json answer = std::move(*found->second);
    answers_.erase(found);
    return answer;
}

void Server::wait_until_ready() {
    constexpr int looks_at_rest = 4;  // some 20 ms apart
    std::optional<TcpSocket> listener;
    std::optional<std::string> no_hope;
    std::uint64_t switches = 0;
    int calm = 0;
    process_->wait_until(deadline_, [&] {
        const std::optional<ReadyLine> line = find_ready_line(process_->standard_output());
        if (line) listener = listens(line->endpoint.port);
        if (listener && listener->local_port == line->endpoint.port) return true;
        const std::optional<Snapshot> now = glance(only_threads());
        calm = now && now->all_asleep() && now->switches() == switches ? calm + 1 : 0;
        if (now) switches = now->switches();
        if (calm >= looks_at_rest && (listener = listens(0))) return true;
        no_hope = hopeless();
        return no_hope.has_value();
    });
    if (!listener) not_ready(no_hope, false);
    const bool everywhere = listener->local_address == "0.0.0.0";
    endpoint_ = {everywhere ? "127.0.0.1" : listener->local_address,
                 static_cast<std::uint16_t>(listener->local_port)};
}

void Server::wait_for_ready_line() {
    std::optional<ReadyLine> line;
    std::optional<std::string> no_hope;
    process_->wait_until(deadline_, [&] {
        line = find_ready_line(process_->standard_output());
        if (!line) no_hope = hopeless();
        return line || no_hope;
    });
    if (!line) not_ready(no_hope, listens(0).has_value());
    if (line->endpoint.port != endpoint_.port) throw ServerError(describe_wrong_port(*line, endpoint_.port));
}

void Server::not_ready(const std::optional<std::string>& no_hope, bool listens) {
    if (const auto ended = exit())
        // It may have listened: it was gone before anybody could look.
        throw ServerError(fmt::format("the server {} {}", ended->describe(),
                                      find_ready_line(process_->standard_output())
                                          ? "right after its ready line"
                                          : "before it printed its ready line"));
    const std::string how_long =
        no_hope ? ", and " + *no_hope : fmt::format(" within {} s", deadline_.count() / 1000);
    if (!listens && find_ready_line(process_->standard_output()))
        throw ServerError("the server has printed its ready line, but does not listen" + how_long);
    throw ServerError(
        describe(NoReadyLine{process_->standard_output(), process_->standard_error(), how_long, listens}));
}

std::vector<TcpSocket> Server::listeners() {
    SnapshotParts parts;
    parts.threads = parts.calls = parts.memory = false;
    const std::optional<Snapshot> now = glance(parts);
    // Without its descriptors a listener may be anybody's.
    return now && !now->descriptors.empty() ? now->listeners() : std::vector<TcpSocket>{};
}

std::optional<TcpSocket> Server::listens(int port) {
    SnapshotParts parts;
    parts.threads = parts.calls = parts.memory = false;
    const std::optional<Snapshot> now = glance(parts);
    if (!now) return std::nullopt;
    const std::vector<TcpSocket> own = now->listeners();
    for (const TcpSocket& socket : own) {
        if (socket.local_port == port) return socket;
    }
    if (own.empty() || now->descriptors.empty()) return std::nullopt;
    return own.front();
}

Snapshot Server::look(const SnapshotParts& parts) {
    if (auto seen = glance(parts)) {
        if (seen->hidden.empty()) return *std::move(seen);
        const std::string what =
            "descriptors and memory can't be looked at (/proc/PID/fd: " + seen->hidden + ")";
        if (was_seen_) throw ServerError("the server has made itself unreadable: its " + what);
        throw ServerUnseen("the server's " + what);
    }
    const auto ended = process_->wait_for_exit(milliseconds(500));
    throw ServerError("the server " + (ended ? ended->describe() : std::string("can't be observed")));
}

std::optional<Snapshot> Server::glance(const SnapshotParts& parts) {
    const nlohmann::json answer = ask({{"do", "snapshot"}, {"parts", parts}});
    if (answer.is_null() || answer.at("snapshot").is_null()) return std::nullopt;
    auto seen = answer.at("snapshot").get<Snapshot>();
    was_seen_ = was_seen_ || (seen.hidden.empty() && !seen.descriptors.empty());
    return seen;
}

std::optional<Exit> Server::exit() const {
    auto ended = process_->exit();
    if (ended && ended->kind == Exit::Kind::not_launched)
        throw LaunchFailure("the server " + ended->describe());
    return ended;
}

void Server::mark(const std::string& name) {
    process_->send({{"do", "mark"}, {"name", name}});
    const auto until = steady_clock::now() + deadline_;
    const auto seen = [&] {
        const std::lock_guard lock(mutex_);
        return marks_.count(name) != 0;
    };
    while (!seen() && steady_clock::now() < until && !exit()) {
        require_time();
        std::this_thread::sleep_for(milliseconds(1));
    }
}

// Orders and questions are taken one after another: with an answer, the order before it has been obeyed.
void Server::order(const nlohmann::json& what) {
    process_->send(what);
    ask({{"do", "held"}});
}

void Server::inject(const std::vector<FaultRule>& rules) {
    order({{"do", "faults"}, {"rules", rules}});
}

void Server::hold_at(const HoldPoints& points) {
    order({{"do", "hold"}, {"points", points}});
}

void Server::release_held() {
    order({{"do", "release-held"}});
}

void Server::release(int thread) {
    order({{"do", "release-held"}, {"thread", thread}});
}

std::vector<int> Server::held() {
    const nlohmann::json answer = ask({{"do", "held"}});
    return answer.is_null() ? std::vector<int>{} : answer.at("threads").get<std::vector<int>>();
}

EventLog Server::log() {
    const std::lock_guard lock(mutex_);
    return EventLog(events_);
}

void Server::for_each_event(const std::function<void(const Event&)>& look) {
    const std::lock_guard lock(mutex_);
    for (const Event& event : events_) look(event);
}

void Server::take_stack(int thread) {
    order({{"do", "stack"}, {"thread", thread}});
}

std::vector<Event> Server::calls_in_flight() {
    const nlohmann::json answer = ask({{"do", "calls-in-flight"}});
    return answer.is_null() ? std::vector<Event>{} : answer.at("calls").get<std::vector<Event>>();
}

}  // namespace grader
