#include "checks/meaning_of_end.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>

#include "base/labs.hpp"

namespace grader {

namespace {

// What libstdc++ and libc++ write before they abort: std::terminate's verbose handler.
constexpr std::string_view nothing_thrown = "terminate called without an active exception";
constexpr std::string_view thrown = "terminate called after throwing an instance of '";
// What glibc writes before it aborts: malloc(3) found its own data overwritten, or a frame's guard was.
constexpr std::string_view of_the_heap[] = {"double free or corruption",
                                            "free(): ",
                                            "malloc(): ",
                                            "malloc_consolidate(): ",
                                            "realloc(): ",
                                            "munmap_chunk(): ",
                                            "corrupted size vs. prev_size",
                                            "stack smashing detected"};

/// The sections of the handouts that are about it.
struct Sections {
    const char* threads;  ///< that nobody joins
    const char* errors;   ///< of the network, which nobody caught
    const char* memory;   ///< what is shared, and how long it lives
    const char* broken_pipe;
};

Sections sections_of(int lab) {
    if (properties_of(lab).model != Model::tasks)
        return {"labs/lab4-blocking/README.md#threads-that-nobody-joins",
                "labs/lab4-blocking/README.md#stage-c-an-unfriendly-world",
                "labs/lab4-blocking/README.md#a-variable-shared-by-accident",
                "labs/lab4-blocking/README.md#sigpipe"};
    return {"labs/lab4-blocking/README.md#threads-that-nobody-joins",
            "labs/lab5-async/README.md#errors-as-values", "labs/lab5-async/README.md#coroutine-rules",
            "labs/lab5-async/README.md#errors-as-values"};
}

std::string_view up_to(std::string_view text, char end) {
    constexpr std::size_t longest = 200;  // it is the program's text, and may be anything
    return text.substr(0, std::min(text.find(end), longest));
}

/// "std::system_error, which says “recv: Connection reset by peer”", from what std::terminate wrote.
std::string exception_in(std::string_view words) {
    std::string text(up_to(words.substr(thrown.size()), '\''));
    constexpr std::string_view says = "what():  ";
    const std::size_t at = words.find(says);
    if (at != std::string_view::npos)
        text += fmt::format(", which says \"{}\"", up_to(words.substr(at + says.size()), '\n'));
    return text;
}

std::string memory_error(int lab, std::string_view what) {
    return fmt::format(
        "{}: something was used that is not there any more, or never was, or that two threads changed at "
        "once. A build of your own with -g -fsanitize=address names the line, and so may {}. See {}",
        what, properties_of(lab).has_threads() ? "NoDataRaces" : "NoMemoryErrors or NoDataRaces",
        sections_of(lab).memory);
}

bool speaks_of_the_heap(std::string_view standard_error) {
    return std::any_of(std::begin(of_the_heap), std::end(of_the_heap), [&](std::string_view words) {
        return standard_error.rfind(words) != std::string_view::npos;
    });
}

std::string meaning_of_abort(int lab, std::string_view standard_error) {
    const Sections sections = sections_of(lab);
    // The last words count: what was said before did not end it.
    if (const auto at = standard_error.rfind(thrown); at != std::string_view::npos)
        return fmt::format(
            "An exception that nobody caught: {}. One that leaves main(), a thread's function, a destructor "
            "or a noexcept function ends the program. See {}",
            exception_in(standard_error.substr(at)), sections.errors);
    if (standard_error.rfind(nothing_thrown) != std::string_view::npos)
        return fmt::format(
            "\"{}\" mostly means: a std::thread was destroyed or overwritten that nobody had joined or "
            "detached. See {}",
            nothing_thrown, sections.threads);
    if (speaks_of_the_heap(standard_error)) return memory_error(lab, "The C library found damaged memory");
    return standard_error.empty() ? memory_error(lab, "Without a word this is often a memory error") : "";
}

}  // namespace

std::string meaning_of_end(int lab, const Exit& ended, std::string_view standard_error, bool output_was_cut) {
    if (ended.kind != Exit::Kind::signalled) return {};
    switch (ended.value) {
        case SIGABRT:
            return meaning_of_abort(lab, standard_error);
        case SIGSEGV:
        case SIGBUS:
            return memory_error(lab, "A memory error");
        case SIGPIPE:
            if (output_was_cut)
                return "It printed so much to standard output or standard error that the grader stopped "
                       "reading, and "
                       "the next write failed. Print less";
            return fmt::format(
                "It wrote to a connection whose client had gone, and left SIGPIPE at its default, which is "
                "to die. See {}",
                sections_of(lab).broken_pipe);
        default:
            return {};
    }
}

Facts facts_of_end(const Exit& ended, std::string_view standard_error, bool output_was_cut) {
    const std::string sentence = "the server " + ended.describe();
    if (ended.kind == Exit::Kind::not_launched) return {};
    if (ended.message.find("memory") != std::string::npos)
        return {{FactKind::ended_by_the_grader, "memory", sentence}};
    if (!ended.message.empty() ||
        (output_was_cut && ended.kind == Exit::Kind::signalled && ended.value == SIGPIPE))
        return {{FactKind::ended_by_the_grader, output_was_cut ? "flood" : "", sentence}};
    if (ended.kind == Exit::Kind::exited)
        return {{FactKind::ended_with_status, std::to_string(ended.value), sentence}};
    const char* const name = ::sigabbrev_np(ended.value);
    Facts facts = {{FactKind::ended_by_signal,
                    name == nullptr ? std::to_string(ended.value) : std::string("SIG") + name, sentence}};
    if (ended.value != SIGABRT) return facts;
    if (const auto at = standard_error.rfind(thrown); at != std::string_view::npos)
        facts.push_back({FactKind::uncaught_exception,
                         std::string(up_to(standard_error.substr(at + thrown.size()), '\'')),
                         "an exception that nobody caught: " + exception_in(standard_error.substr(at))});
    else if (standard_error.rfind(nothing_thrown) != std::string_view::npos)
        facts.push_back(
            {FactKind::thread_left_unjoined, "", fmt::format("its last words: \"{}\"", nothing_thrown)});
    else if (speaks_of_the_heap(standard_error))
        facts.push_back({FactKind::memory_damaged, "", "the C library found damaged memory"});
    return facts;
}

}  // namespace grader
