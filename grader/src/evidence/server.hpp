// The server under test: a program, observed through its warden, that says where it listens. Brings together
// what is seen of it, its output, /proc, the trace, and tells clients when waiting has become pointless.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "arena/arena.hpp"
#include "arena/process.hpp"
#include "base/fact.hpp"
#include "evidence/clients/client.hpp"
#include "evidence/hope.hpp"
#include "evidence/observed_program.hpp"
#include "evidence/proc/snapshot.hpp"
#include "evidence/trace/event_log.hpp"
#include "evidence/trace/trace_spec.hpp"

namespace grader {

struct ServerOptions {
    std::vector<std::string> arguments;    ///< besides --port 0
    std::vector<std::string> environment;  ///< besides the arena's, "NAME=value"
    bool own_port = false;                 ///< the arguments name a port; don't add --port 0
    bool traced = false;                   ///< follow pattern_calls(); needs ptrace
    bool closely = false;                  ///< traced: follow cause_calls()
    bool only_births = false;              ///< traced, but no calls: threads can be held at their births
    std::vector<FaultRule> faults;         ///< in force from the start; implies traced
    int stacks_per_call = 0;
    std::uint64_t descriptors = 4096;
    bool is_debugged = false;  ///< to be handed over to a debugger (ObservedProgram::hand_over)
    bool may_execute = false;  ///< other programs
    /// Built with ThreadSanitizer, which has a thread of its own in it: that one never rests, and says
    /// nothing about the server.
    bool has_thread_sanitizer = false;
    /// Of the program that is started.
    std::shared_ptr<Reputation> reputation = std::make_shared<Reputation>();
    bool may_write_files = false;  ///< in a working directory of its own, which goes with it
};

/// The server did not start, or ended when it should not have.
class ServerError : public std::runtime_error {
 public:
    explicit ServerError(const std::string& message, Facts seen = {})
        : std::runtime_error(message), facts(std::move(seen)) {}

    Facts facts;
};

/// What a check must look at can't be seen on this machine.
class ServerUnseen : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

/// The machine did not let the server run; that is not the server's doing.
class LaunchFailure : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

/// Where a server may write; nothing that one leaves is there for the next.
class OwnDirectory {
 public:
    OwnDirectory(const Arena& arena, bool wanted);
    ~OwnDirectory();
    OwnDirectory(const OwnDirectory&) = delete;
    OwnDirectory& operator=(const OwnDirectory&) = delete;

 protected:
    [[nodiscard]] const std::filesystem::path& own_directory() const { return path_; }

 private:
    std::filesystem::path path_;  // empty: it may write nowhere
};

/// (Its directory comes first: it goes when nothing of the program is left.)
class Server : OwnDirectory, public ObservedProgram {
 public:
    /// Starts the executable. `slowdown` scales every deadline.
    Server(const Arena& arena, const std::string& executable, const ServerOptions& options, double slowdown);

    /// Waits until it listens and has said so, or is at rest without having said it: one check is about the
    /// ready line, and no other should suffer from it. So the address is that of its own listening socket, or
    /// the line's where that can't be seen. Throws ServerError with what happened instead.
    void wait_until_ready();
    /// Waits for the ready line, too. Throws ServerError if none comes, or one that names another port than
    /// the one at which the server listens.
    void wait_for_ready_line();
    [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }
    /// Its own listening sockets. Empty if it has none, or that can't be seen.
    std::vector<TcpSocket> listeners();

    /// For clients: the deadline, and when to give up before it because nothing in the server will ever move
    /// again, or it does nothing but use CPU time.
    [[nodiscard]] Patience patience();

    /// Somebody waited for it in vain, and it did nothing but use CPU time.
    [[nodiscard]] bool was_found_spinning() const { return was_found_spinning_; }

    /// A fresh look through /proc. Throws ServerError if the server has ended, or has hidden what is to be
    /// seen; ServerUnseen if that was never to be seen.
    Snapshot look(const SnapshotParts& parts = {});
    /// Looks again and again until the condition holds; false if it still does not at the deadline.
    bool look_until(const std::function<bool(const Snapshot&)>& condition, const SnapshotParts& parts = {});
    /// The same, but gives up earlier when nothing in the server will ever move again.
    bool settle(const std::function<bool(const Snapshot&)>& condition, const SnapshotParts& parts = {});
    /// Until every thread sleeps and none has run between two looks, or (a server that polls) for half a
    /// second. The last look, at the threads only.
    Snapshot wait_until_quiet();
    /// Until a look finds every thread asleep; for a tenth of a second at most.
    void wait_until_asleep();
    /// Waits for the server's end. Nothing if it has not ended by the deadline, or has idled away
    /// `most_idle`: time in which all its threads were asleep and none ran. (A loaded machine delays a
    /// server's work, but does not put it to sleep.)
    std::optional<Exit> wait_for_end(std::chrono::milliseconds most_idle);
    // Traced:
    /// Until so many threads are held. False if the server has come to rest with fewer, or has ended.
    bool wait_until_held(std::size_t threads);
    /// Until every thread that is not held sleeps, or the server has ended; at most a quarter of a second.
    void wait_until_only_held_threads_have_work();

    /// Throws LaunchFailure if it was never begun, or has lost its supervisor.
    [[nodiscard]] std::optional<Exit> exit() const;

 private:
    /// A look at the threads that are not held. Nothing if the server has ended.
    std::optional<Snapshot> glance_at_the_free();
    /// A look at its threads, without that of a sanitizer. Nothing if the server has ended.
    std::optional<Snapshot> glance_at_its_own();
    std::optional<std::string> hopeless();
    /// The same, and whether it spins while a client waits.
    std::optional<std::string> hopeless_for_a_client();
    std::optional<std::string> describe_spin();
    /// Where it listens; of several the one at this port, if it is among them.
    std::optional<TcpSocket> listens(int port);
    [[noreturn]] void not_ready(const std::optional<std::string>& no_hope, bool listens);
    void note_starvation(const Snapshot& now);

    Endpoint endpoint_;
    Hope hope_;
    std::uint64_t last_switches_ = 0;  // of wait_for_end()
    Snapshot last_look_;               // of note_starvation()
    bool starved_ = false;
    bool was_found_spinning_ = false;
    bool has_thread_sanitizer_ = false;
    int sanitizers_thread_ = 0;  // 0: not known yet
};

}  // namespace grader
