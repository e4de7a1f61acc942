// Turns evidence into what a report shows: thread tables, trace excerpts, the student's own source line.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evidence/proc/snapshot.hpp"
#include "evidence/trace/event_log.hpp"
#include "result/document.hpp"

namespace grader {

/// Clients by the port they come from, as the server sees them: {40123: "client #3"}.
using ClientNames = std::map<int, std::string>;

/// One row a thread: what it does, in which call it sleeps, whose connection that is.
Exhibit thread_table(const Snapshot& snapshot, const ClientNames& clients);

/// The events in strace's manner; a long list is shortened in the middle.
Exhibit trace_excerpt(const std::string& title, const std::vector<Event>& events, const ClientNames& clients);

/// What a program printed, or the end of it.
Exhibit last_words(const std::string& title, const std::string& text);

/// A function's name without parameters, unnamed namespaces and what compilers call a lambda.
std::string short_function_name(std::string name);

/// The innermost frame of the call's stack that lies in the student's own source, with the text of the line.
std::optional<SourceLine> own_source_line(const Event& event, const std::filesystem::path& sources);

/// The same of one frame.
std::optional<SourceLine> own_source_line(const Frame& frame, const std::filesystem::path& sources);

/// A source line from its place, if it is in the student's own source.
std::optional<SourceLine> source_line(const std::string& file, int line, const std::string& function,
                                      const std::filesystem::path& sources);

}  // namespace grader
