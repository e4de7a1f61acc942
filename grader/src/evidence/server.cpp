#include "evidence/server.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "evidence/ready_line.hpp"
#include "evidence/trace/trace_spec.hpp"
#include "warden/protocol.hpp"

namespace grader {

using std::chrono::milliseconds;

namespace {

to_warden::Launch launch_of(const Arena& arena, const std::string& executable, const ServerOptions& options,
                            const std::filesystem::path& own_directory) {
    std::vector<std::string> command = {executable};
    if (!options.own_port) command.insert(command.end(), {"--port", "0"});
    command.insert(command.end(), options.arguments.begin(), options.arguments.end());
    to_warden::Launch launch{arena.launch(std::move(command), own_directory)};
    LaunchSpec& spec = launch.program;
    if (!own_directory.empty()) spec.directory = own_directory;
    // The same on every machine: as many heaps (mallopt(3)) as cores would take long to grow to their size.
    // And for every server: one that is told so only where its memory is counted could be good just there.
    spec.environment.push_back("MALLOC_ARENA_MAX=2");
    spec.environment.insert(spec.environment.end(), options.environment.begin(), options.environment.end());
    spec.limits.descriptors = options.descriptors;
    // Old ThreadSanitizers need it, and no server is to see which it is.
    spec.disable_aslr = arena.layers().no_aslr;
    spec.may_execute = options.may_execute;
    if (options.is_debugged) {
        spec.debugger = ::getpid();
        // A signal that would end it is seen by a tracer only.
        spec.attach = arena.layers().ptrace;
        // As long as a person takes.
        spec.limits.cpu_seconds = std::numeric_limits<std::uint32_t>::max();
    }
    if (options.only_births) {
        launch.trace = TraceSpec{{Call::clone}, {}};
    } else if (options.traced || !options.faults.empty()) {
        launch.trace = TraceSpec{options.closely ? cause_calls() : pattern_calls(), options.faults,
                                 options.stacks_per_call};
        spec.pin_to_cpu = 0;  // tracer and program hand over on one core: five times faster than across two
    }
    return launch;
}

milliseconds scaled_deadline(double slowdown) {
    return milliseconds(static_cast<long>(8'000 * slowdown));
}

}  // namespace

OwnDirectory::OwnDirectory(const Arena& arena, bool wanted) {
    if (!wanted) return;
    static std::atomic<int> directories = 0;
    path_ = arena.scratch().make_writable("server-" + std::to_string(++directories),
                                          arena.layers().throwaway_uid);
}

OwnDirectory::~OwnDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Server::Server(const Arena& arena, const std::string& executable, const ServerOptions& options,
               double slowdown)
    : OwnDirectory(arena, options.may_write_files),
      ObservedProgram(launch_of(arena, executable, options, own_directory()), scaled_deadline(slowdown)),
      hope_(options.traced || !options.faults.empty(), options.reputation),
      has_thread_sanitizer_(options.has_thread_sanitizer) {}

void Server::wait_until_ready() {
    constexpr int looks_at_rest = 4;  // some 20 ms apart
    std::optional<TcpSocket> listener;
    std::optional<std::string> no_hope;
    std::uint64_t switches = 0;
    int calm = 0;
    process().wait_until(deadline(), [&] {
        const std::optional<ReadyLine> line = find_ready_line(process().standard_output());
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
    process().wait_until(deadline(), [&] {
        line = find_ready_line(process().standard_output());
        if (!line) no_hope = hopeless();
        return line || no_hope;
    });
    if (!line) not_ready(no_hope, listens(0).has_value());
    if (line->endpoint.port != endpoint_.port)
        throw ServerError(describe_wrong_port(*line, endpoint_.port),
                          {{FactKind::ready_line_is_wrong, line->port_text,
                            "its ready line names port " + line->port_text}});
}

void Server::not_ready(const std::optional<std::string>& no_hope, bool listens) {
    if (const auto ended = exit())
        // It may have listened: it was gone before anybody could look.
        throw ServerError(fmt::format("the server {} {}", ended->describe(),
                                      find_ready_line(process().standard_output())
                                          ? "right after its ready line"
                                          : "before it printed its ready line"));
    const std::string how_long =
        no_hope ? ", and " + *no_hope : fmt::format(" within {} s", deadline().count() / 1000);
    if (!listens && find_ready_line(process().standard_output()))
        throw ServerError(
            "the server has printed its ready line, but does not listen" + how_long,
            {{FactKind::listens_nowhere, "", "its ready line is there, and no socket listens"}});
    throw ServerError(
        describe(NoReadyLine{process().standard_output(), process().standard_error(), how_long, listens}),
        {{FactKind::no_ready_line, process().standard_output().empty() ? "" : "another",
          "no ready line came" + how_long}});
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
        if (was_seen()) throw ServerError("the server has made itself unreadable: its " + what);
        throw ServerUnseen("the server's " + what);
    }
    const auto ended = process().wait_for_exit(milliseconds(500));
    throw ServerError("the server " + (ended ? ended->describe() : std::string("can't be observed")));
}

std::optional<Exit> Server::exit() const {
    auto ended = process().exit();
    if (ended && ended->kind == Exit::Kind::not_launched)
        throw LaunchFailure("the server " + ended->describe());
    return ended;
}

}  // namespace grader
