// The moments of failure for a viewer of traces, https://ui.perfetto.dev or chrome://tracing: a process for
// each cause that has one, a track for each of its lanes, slices for what lasts, and instants for what does
// not. "Trace Event Format", the JSON object format:
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
#pragma once

#include <string>

#include "result/document.hpp"

namespace grader {

/// A document without pictures is a trace without events.
[[nodiscard]] std::string render_perfetto(const ResultDocument& document);

}  // namespace grader
