#include "checks/task_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calls.hpp"
#include "checks/explain.hpp"
#include "evidence/trace/workers.hpp"

namespace grader {

namespace {

constexpr std::size_t most_kinds = 8;
constexpr std::size_t most_threads = 8;

/// " <client #1>", or "" if nobody knows whose it is.
std::string owner(int descriptor, const CloseLook& look) {
    if (!look.at_failure) return "";
    const Snapshot& seen = *look.at_failure;
    const auto view = std::find_if(seen.descriptors.begin(), seen.descriptors.end(),
                                   [&](const DescriptorView& one) { return one.number == descriptor; });
    if (view == seen.descriptors.end() || view->inode == 0) return "";
    for (const TcpSocket& socket : seen.sockets) {
        if (socket.inode != view->inode) continue;
        if (socket.state == tcp_listening) return " <listener>";
        const auto client = look.clients.find(socket.remote_port);
        if (client != look.clients.end()) return fmt::format(" <{}>", client->second);
    }
    return "";
}

std::string place_of(const Frame& frame) {
    return frame.file.empty() ? "" : fmt::format(" at {}:{}", frame.file, frame.line);
}

/// "serve() at lab5/main.cpp:41, awaited by main_task() at lab5/main.cpp:60".
std::string coroutines_of(const TaskView& task) {
    std::string text;
    for (const Frame& frame : task.coroutines) {
        const std::string name = short_function_name(frame.function);
        // The runtime's own say nothing that the task's state does not.
        if (name.rfind("rt::", 0) == 0) continue;
        text += (text.empty() ? "in " : ", awaited by ") + (name.empty() ? "a coroutine" : name + "()") +
                place_of(frame);
    }
    return text;
}

std::string name_of(const TaskView& task) {
    const std::string name = short_function_name(task.name);
    return name.empty() ? "without a name" : name;
}

void add_tasks(const CloseLook& look, std::vector<std::string>& lines) {
    // Those alike are one kind, and the largest comes first: what many wait for is what the server is stuck
    // at.
    std::vector<std::pair<std::string, std::vector<const TaskView*>>> kinds;
    for (const TaskView& task : look.tasks.tasks) {
        const std::string kind = name_of(task) + task.born + task.state + coroutines_of(task);
        auto known =
            std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return one.first == kind; });
        if (known == kinds.end()) known = kinds.insert(kinds.end(), {kind, {}});
        known->second.push_back(&task);
    }
    std::stable_sort(kinds.begin(), kinds.end(), [](const auto& left, const auto& right) {
        return left.second.size() > right.second.size();
    });
    for (std::size_t index = 0; index < kinds.size() && index < most_kinds; ++index) {
        const auto& alike = kinds[index].second;
        const TaskView& task = *alike.front();
        lines.push_back(fmt::format("task {} (spawned at {}) {}{}", name_of(task), task.born, task.state,
                                    task.descriptor < 0 ? ""
                                                        : fmt::format(", descriptor {}{}", task.descriptor,
                                                                      owner(task.descriptor, look))));
        const std::string coroutines = coroutines_of(task);
        if (!coroutines.empty()) lines.push_back("  " + coroutines);
        if (alike.size() > 1) lines.push_back(fmt::format("  … and {} more like this", alike.size() - 1));
    }
    if (kinds.size() > most_kinds)
        lines.push_back(fmt::format("… and tasks at {} other places", kinds.size() - most_kinds));
    if (look.tasks.more > 0) lines.push_back(fmt::format("… and {} more tasks", look.tasks.more));
}

std::size_t place_in(const std::vector<Frame>& stack, std::string_view function) {
    return static_cast<std::size_t>(
        std::find_if(stack.begin(), stack.end(),
                     [&](const Frame& frame) { return frame.function.find(function) != std::string::npos; }) -
        stack.begin());
}

/// The coroutine that a worker resumed: the student's outermost function of the turn. nullptr if it is in
/// none: between turns there are the runtime's own functions alone.
const Frame* turn_in(const std::vector<Frame>& stack, const CloseLook& look) {
    for (std::size_t place = place_in(stack, "rt::detail::Worker::run"); place-- > 0;) {
        if (place < stack.size() && own_source_line(stack[place], look.sources)) return &stack[place];
    }
    return nullptr;
}

/// The library's function that the student's line called: "pthread_mutex_lock".
std::string library_call(const Event& call, const CloseLook& look) {
    const auto& stack = call.stack;
    const auto own = std::find_if(stack.begin(), stack.end(), [&](const Frame& frame) {
        return own_source_line(frame, look.sources).has_value();
    });
    for (auto frame = std::make_reverse_iterator(own); own != stack.end() && frame != stack.rend(); ++frame) {
        const std::string name = short_function_name(frame->function);
        if (!name.empty() && name.find("::") == std::string::npos && name.rfind("__gthread", 0) != 0)
            return name.substr(0, name.find('@'));
    }
    return grader::name_of(call.call);
}

std::string doing_of(const Event& call, const CloseLook& look) {
    const bool is_a_worker = place_in(call.stack, "rt::detail::Worker::run") != call.stack.size();
    if (!is_a_worker) return "in " + describe_event(call, look.clients);
    const Frame* const turn = turn_in(call.stack, look);
    if (turn == nullptr)
        return waits_for_events(call) ? "a worker: no task has its turn, it waits for events"
                                      : "a worker: no task has its turn, it sleeps until it is woken";
    std::string text = fmt::format("a worker: in a turn of {}, blocked in {}",
                                   short_function_name(turn->function), library_call(call, look));
    if (const auto line = own_source_line(call, look.sources))
        text += fmt::format(" at {}:{}", line->file, line->line);
    return text;
}

void add_threads(const CloseLook& look, std::vector<std::string>& lines) {
    if (!look.at_failure) return;
    std::map<int, const Event*> calls;
    for (const Event& call : look.in_flight) calls[call.tid] = &call;
    std::vector<std::pair<std::string, std::size_t>> doings;
    std::vector<int> first;
    for (const ThreadView& thread : look.at_failure->threads) {
        const auto call = calls.find(thread.tid);
        std::string doing = call != calls.end()                    ? doing_of(*call->second, look)
                            : thread.state == ThreadState::running ? "runs, or is ready to: it is in no call"
                                                                   : "in " + grader::name_of(thread.call);
        const auto known =
            std::find_if(doings.begin(), doings.end(), [&](const auto& one) { return one.first == doing; });
        if (known != doings.end()) {
            ++known->second;
            continue;
        }
        doings.emplace_back(std::move(doing), 1);
        first.push_back(thread.tid);
    }
    for (std::size_t index = 0; index < doings.size() && index < most_threads; ++index) {
        lines.push_back(fmt::format("thread {:<5} {}", first[index], doings[index].first));
        if (doings[index].second > 1)
            lines.push_back(fmt::format("  … and {} more like this", doings[index].second - 1));
    }
    if (doings.size() > most_threads)
        lines.push_back(fmt::format("… and {} more threads", doings.size() - most_threads));
}

}  // namespace

std::optional<Exhibit> task_table(const CloseLook& look) {
    if (!look.at_failure || (look.tasks.tasks.empty() && look.tasks.complaint.empty())) return std::nullopt;
    Exhibit table;
    table.title = fmt::format("The server's tasks ({}) and threads ({})",
                              look.tasks.tasks.size() + look.tasks.more, look.at_failure->threads.size());
    if (!look.tasks.complaint.empty()) table.lines.push_back(look.tasks.complaint);
    add_tasks(look, table.lines);
    add_threads(look, table.lines);
    return table;
}

void show_tasks(const CloseLook& look, Finding& finding) {
    auto table = task_table(look);
    if (!table) return;
    const auto threads =
        std::find_if(finding.exhibits.begin(), finding.exhibits.end(),
                     [](const Exhibit& one) { return one.title.rfind("The server's threads", 0) == 0; });
    if (threads != finding.exhibits.end())
        *threads = *std::move(table);
    else
        finding.exhibits.push_back(*std::move(table));
}

}  // namespace grader
