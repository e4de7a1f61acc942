// The file that RT_TRACE names: events in the trace event format, which https://ui.perfetto.dev shows.
// Workers have lanes of their own, and tasks: a worker's shows whose turns it runs, a task's shows its turns
// and what it waits for between them.
#pragma once

#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

#include "rt/clock.hpp"

namespace rt::detail {

class Trace {
 public:
    enum class Lanes { workers = 1, tasks = 2 };

    /// Throws std::system_error if the file can't be written.
    explicit Trace(const char* path);
    ~Trace();

    // Any thread.
    void name_lane(Lanes lanes, unsigned long long lane, const std::string& name);
    void add_span(Lanes lanes, unsigned long long lane, const std::string& name, Instant begin, Instant end,
                  const std::string& born);
    /// Something that takes no time, on a worker's lane.
    void add_moment(unsigned long long lane, const std::string& name, Instant when);

 private:
    /// One event: what all have, and what only those of its phase have.
    void add(const std::string& name, char phase, Lanes lanes, unsigned long long lane,
             const std::string& rest);

    std::mutex mutex_;  // guards all that follows
    std::FILE* file_;
    bool first_ = true;
};

}  // namespace rt::detail
