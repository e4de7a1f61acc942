// How a server that is built with a sanitizer tells the grader of a report, besides the report itself: what
// sanitizer_watch.cpp says and sanitizer_check.cpp understands. Macros, since one of them is a part of a
// literal.
#pragma once

/// The exit status after a report.
#define WATCH_REPORTED 66
#define WATCH_REPORTED_TEXT "66"
/// The exit status where a report, or the way for one, is lost.
#define WATCH_LOST 87
/// Begins a line on standard error after each report.
#define WATCH_MARK "io-labs: "
