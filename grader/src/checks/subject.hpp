// What is being graded: the built server and everything a check needs to start it. Whoever looks at it is
// given it; nobody changes it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arena/arena.hpp"
#include "arena/bounds.hpp"
#include "base/limbo.hpp"
#include "evidence/server.hpp"
#include "result/document.hpp"

namespace grader {

/// What a submission has that would hide something from a sanitizer.
struct Hiding {
    std::string what;  ///< a sentence that names it
    std::string file;  ///< "lab4/main.cpp"; empty if that is not known
    int line = 0;
    bool may_be_right = false;  ///< it may hide nothing, and that can't be seen
};

/// A build of the same sources with a sanitizer compiled in.
struct SanitizedServer {
    std::string executable;       ///< empty if it could not be built …
    std::string missing_because;  ///< … and why
    std::optional<Hiding> hiding = std::nullopt;
    bool executes_a_symbolizer = false;  ///< for the names and lines of its reports
};

enum class Sanitizer { thread, address };

struct Subject {
    int lab = 0;
    const Arena* arena = nullptr;   ///< without one, nothing can be started
    std::filesystem::path sources;  ///< where "lab4/main.cpp" is found, for the explanations
    std::string server;             ///< the executable
    /// Built when it is first asked for, if it has not been before.
    std::function<const SanitizedServer&(Sanitizer)> sanitized;
    std::optional<Hiding> hiding = std::nullopt;  ///< in `server`, which has no sanitizer
    double slowdown = 1.0;
    std::vector<Bound> bounds;  ///< of this machine
    std::shared_ptr<Reputation> reputation = std::make_shared<Reputation>();

    /// Empty unless somebody debugs: then it is called when a check has failed, before anything is ended of
    /// it. The server is handed over; nothing if there is none any more.
    std::function<void(const Finding&, const std::optional<HandedOver>&)> at_failure = {};

    /// Starts it, on any thread. It is not ready yet.
    [[nodiscard]] Server start(const ServerOptions& options = {}) const { return started(server, options); }
    [[nodiscard]] Server start(const SanitizedServer& build, const ServerOptions& options) const {
        return started(build.executable, options);
    }
    /// Whether this machine allows tracing; what checks of system calls and those that hold threads need.
    [[nodiscard]] bool can_trace() const { return arena != nullptr && arena->layers().can_trace(); }

 private:
    [[nodiscard]] Server started(const std::string& executable, ServerOptions options) const {
        options.is_debugged = at_failure != nullptr;
        options.reputation = reputation;
        return Server(*arena, executable, options, slowdown);
    }
};

}  // namespace grader
