#include "checks/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/files.hpp"

namespace grader {

namespace {

constexpr std::size_t longest_table = 24;
// Rows that differ in nothing but the thread's number: of more than four the first two show it as well.
constexpr std::size_t most_equal_rows = 4;
constexpr std::size_t rows_of_folded = 2;

const char* in_words(ThreadState state) {
    switch (state) {
        case ThreadState::asleep:
            return "asleep";
        case ThreadState::running:
            return "running";
        case ThreadState::stopped:
        case ThreadState::traced:
            return "stopped";
        case ThreadState::zombie:
            return "ended";
        default:
            return "waiting";
    }
}

std::string what_it_does(const ThreadView& thread, const Snapshot& snapshot, const ClientNames& clients) {
    if (thread.call == Call::none) return "";
    std::string text = "in " + name_of(thread.call);
    for (const TcpSocket& socket : snapshot.sockets) {
        if (thread.inode == 0 || socket.inode != thread.inode) continue;
        const auto client = clients.find(socket.remote_port);
        if (socket.state == tcp_listening)
            text += fmt::format("({} <listener>)", thread.descriptor);
        else if (client != clients.end())
            text += fmt::format("({} <{}>)", thread.descriptor, client->second);
    }
    return text;
}

}  // namespace

Exhibit thread_table(const Snapshot& snapshot, const ClientNames& clients) {
    Exhibit table;
    table.title = fmt::format("The server's threads ({})", snapshot.threads.size());
    std::vector<std::string> doings;
    std::map<std::string, std::size_t> equal;
    for (const ThreadView& thread : snapshot.threads) {
        doings.push_back(
            fmt::format("{:<8} {}", in_words(thread.state), what_it_does(thread, snapshot, clients)));
        ++equal[doings.back()];
    }
    std::map<std::string, std::size_t> met;
    std::size_t told = 0;
    for (std::size_t index = 0; index < doings.size(); ++index) {
        const std::string& doing = doings[index];
        const bool folded = equal[doing] > most_equal_rows;
        if (folded && ++met[doing] > rows_of_folded) continue;
        if (table.lines.size() >= longest_table) {
            table.lines.push_back(fmt::format("… and {} more", doings.size() - told));
            break;
        }
        table.lines.push_back(fmt::format("thread {:<5} {}", snapshot.threads[index].tid, doing));
        ++told;
        if (folded && met[doing] == rows_of_folded) {
            const std::size_t others = equal[doing] - rows_of_folded;
            table.lines.push_back(fmt::format("… and {} more like this", others));
            told += others;
        }
    }
    return table;
}

Exhibit trace_excerpt(const std::string& title, const std::vector<Event>& events,
                      const ClientNames& clients) {
    constexpr std::size_t head = 10;
    constexpr std::size_t tail = 6;
    Exhibit excerpt;
    excerpt.title = title;
    for (std::size_t index = 0; index < events.size(); ++index) {
        if (events.size() > head + tail && index == head) {
            excerpt.lines.push_back(fmt::format("… {} more …", events.size() - head - tail));
            index = events.size() - tail;
        }
        excerpt.lines.push_back(describe_event(events[index], clients));
    }
    return excerpt;
}

std::string short_function_name(std::string name) {
    constexpr std::string_view unnamed = "(anonymous namespace)::";
    for (auto at = name.find(unnamed); at != std::string::npos; at = name.find(unnamed))
        name.erase(at, unnamed.size());
    // g++ writes "serve(int)::{lambda()#1}::operator()() const", clang++ "serve(int)::$_0::operator()()
    // const".
    for (const char* lambda : {"::{lambda", "::$_"}) {
        if (const auto at = name.find(lambda); at != std::string::npos)
            return "a lambda in " + short_function_name(name.substr(0, at));
    }
    const auto parameters = name.find('(');
    if (parameters != std::string::npos && parameters > 0 && name.find("operator()") == std::string::npos)
        name.erase(parameters);
    return name;
}

std::optional<SourceLine> source_line(const std::string& file, int line, const std::string& function,
                                      const std::filesystem::path& sources) {
    // Line tables name the student's files relative to the submission; everything else is a library's.
    if (file.empty() || file.front() == '/' || line <= 0 || file.find("..") != std::string::npos)
        return std::nullopt;
    // The name is the submission's, and may be longer than any file's.
    std::error_code none;
    if (!std::filesystem::is_regular_file(sources / file, none)) return std::nullopt;
    constexpr int around = lines_around;
    SourceLine found{file, line, short_function_name(function), ""};
    const int first = std::max(1, line - around);
    // A #line directive can say anything.
    const int last = std::min(line, std::numeric_limits<int>::max() - around) + around;
    int at = first;
    for (std::string& text : lines_of_file(sources / file, first, last)) {
        if (at < line) found.before.push_back(std::move(text));
        if (at == line) found.text = std::move(text);
        if (at > line) found.after.push_back(std::move(text));
        ++at;
    }
    return found;
}

std::optional<SourceLine> own_source_line(const Frame& frame, const std::filesystem::path& sources) {
    std::string file = frame.file;
    // The prefix map leaves "/lab4/main.cpp" or "lab4/main.cpp", depending on how the compiler was called.
    if (file.compare(0, 4, "/lab") == 0) file.erase(0, 1);
    return source_line(file, frame.line, frame.function, sources);
}

std::optional<SourceLine> own_source_line(const Event& event, const std::filesystem::path& sources) {
    for (const Frame& frame : event.stack) {
        if (auto found = own_source_line(frame, sources)) return found;
    }
    return std::nullopt;
}

Exhibit last_words(const std::string& title, const std::string& text) {
    constexpr std::size_t most_lines = 12;
    Exhibit exhibit;
    exhibit.title = title;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        exhibit.lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    if (exhibit.lines.size() > most_lines) {
        exhibit.lines.erase(exhibit.lines.begin(), exhibit.lines.end() - most_lines);
        exhibit.title += " (its end)";
    }
    return exhibit;
}

}  // namespace grader
