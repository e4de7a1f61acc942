#include "evidence/trace/event_log.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calls.hpp"

namespace grader {

namespace {

const Descriptor* at(End end, const Event& event) {
    if (!event.is_call() || end == End::none) return nullptr;
    return end == End::on ? &event.descriptor : &event.other;
}

}  // namespace

const Descriptor* read_from(const Event& event) {
    return at(about(event.call).takes_from, event);
}

const Descriptor* written_to(const Event& event) {
    return at(about(event.call).gives_to, event);
}

std::uint64_t bytes_moved(const Event& event) {
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(event.bytes >= 0 ? event.bytes : event.result, 0));
}

namespace {

/// Those that change what a read or a write does to the bytes.
constexpr std::pair<std::uint64_t, const char*> telling_flags[] = {
    {MSG_WAITALL, "MSG_WAITALL"}, {MSG_PEEK, "MSG_PEEK"}, {MSG_TRUNC, "MSG_TRUNC"}, {MSG_OOB, "MSG_OOB"}};

bool has_flag(const Event& event, std::uint64_t flag) {
    const auto index = static_cast<std::size_t>(about(event.call).flags);
    return index < event.arguments.size() && (event.arguments[index] & flag) != 0;
}

}  // namespace

bool has_dontwait(const Event& event) {
    return has_flag(event, MSG_DONTWAIT);
}

EventLog::EventLog(std::vector<Event> events) : events_(std::move(events)) {}

EventLog EventLog::between(const std::string& from, const std::string& to) const {
    std::vector<Event> part;
    bool inside = from.empty();
    for (const Event& event : events_) {
        if (event.what == EventKind::mark) {
            if (event.name == from) inside = true;
            if (event.name == to) break;
            continue;
        }
        if (inside) part.push_back(event);
    }
    return EventLog(std::move(part));
}

bool EventLog::has_mark(const std::string& name) const {
    return first([&](const Event& event) { return event.what == EventKind::mark && event.name == name; }) !=
           nullptr;
}

const Event* EventLog::first(const std::function<bool(const Event&)>& condition) const {
    const auto found = std::find_if(events_.begin(), events_.end(), condition);
    return found == events_.end() ? nullptr : &*found;
}

std::vector<Event> EventLog::all(const std::function<bool(const Event&)>& condition) const {
    std::vector<Event> matching;
    std::copy_if(events_.begin(), events_.end(), std::back_inserter(matching), condition);
    return matching;
}

std::vector<ConnectionStory> EventLog::connections() const {
    std::vector<ConnectionStory> stories;
    std::map<std::uint64_t, std::size_t> index;
    const auto story_of = [&](const Descriptor* descriptor) -> ConnectionStory* {
        if (descriptor == nullptr || descriptor->inode == 0) return nullptr;
        const auto found = index.find(descriptor->inode);
        return found == index.end() ? nullptr : &stories[found->second];
    };
    for (const Event& event : events_) {
        if (!event.is_call()) continue;
        if (accepts(event.call) && event.result >= 0 && event.other.inode != 0) {
            index[event.other.inode] = stories.size();
            ConnectionStory story;
            story.inode = event.other.inode;
            story.client_port = event.other.peer_port;
            story.accepted = event;
            stories.push_back(std::move(story));
        }
        if (ConnectionStory* story = story_of(&event.descriptor)) story->last_use = event.end;
        const std::uint64_t bytes = bytes_moved(event);
        if (ConnectionStory* story = story_of(read_from(event))) {
            story->readers.insert(event.tid);
            story->bytes_read += bytes;
            story->last_use = event.end;
            if (!story->first_read) story->first_read = event;
        }
        if (ConnectionStory* story = story_of(written_to(event))) {
            story->writers.insert(event.tid);
            story->bytes_written += bytes;
            story->last_use = event.end;
        }
    }
    return stories;
}

std::set<int> EventLog::takers_of(std::uint64_t connection) const {
    std::set<int> takers;
    for (const Event& event : events_) {
        const Descriptor* in = read_from(event);
        if (in != nullptr && in->inode == connection && bytes_moved(event) > 0 && !has_flag(event, MSG_PEEK))
            takers.insert(event.tid);
    }
    return takers;
}

std::optional<Event> EventLog::birth_of(int tid) const {
    const Event* found = first(
        [&](const Event& event) { return event.what == EventKind::thread_started && event.tid == tid; });
    return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<Event> EventLog::death_of(int tid) const {
    const Event* found =
        first([&](const Event& event) { return event.what == EventKind::thread_ended && event.tid == tid; });
    return found == nullptr ? std::nullopt : std::optional(*found);
}

namespace {

std::string describe_descriptor(const Descriptor& descriptor, const std::map<int, std::string>& clients) {
    const auto client = clients.find(descriptor.peer_port);
    const std::string_view what = is_connection(descriptor) && client != clients.end()
                                      ? std::string_view(client->second)
                                      : name_of(descriptor.kind);
    return fmt::format("{} <{}{}>", descriptor.number, what, descriptor.nonblocking ? ", O_NONBLOCK" : "");
}

/// nullptr where the result is none of errno(3)'s: a success, or some number the call has for a result.
const char* error_name(std::int64_t result) {
    return result < 0 && result >= -4095 ? ::strerrorname_np(static_cast<int>(-result)) : nullptr;
}

std::string describe_arguments(const Event& event, const std::map<int, std::string>& clients) {
    if (!event.waited.empty()) {
        std::string list;
        for (const Descriptor& descriptor : event.waited) {
            if (!list.empty()) list += ", ";
            list += describe_descriptor(descriptor, clients);
        }
        return "[" + list + "]";
    }
    std::string text = event.descriptor.number >= 0 ? describe_descriptor(event.descriptor, clients) : "";
    if (event.call == Call::epoll_ctl && event.arguments.size() > 1) {
        constexpr const char* operations[] = {"?", "EPOLL_CTL_ADD", "EPOLL_CTL_DEL", "EPOLL_CTL_MOD"};
        text += fmt::format(", {}", operations[event.arguments[1] & 3U]);
    }
    if (about(event.call).other >= 0) text += ", " + describe_descriptor(event.other, clients);
    if (event.asked_ns >= 0)
        text += fmt::format("{}{:g} ms", text.empty() ? "" : ", ", static_cast<double>(event.asked_ns) / 1e6);
    const int length = length_argument(event.call);
    if (length >= 0 && event.arguments.size() > static_cast<std::size_t>(length))
        text += fmt::format(", {} bytes", event.arguments[static_cast<std::size_t>(length)]);
    for (const auto& [flag, name] : telling_flags) {
        if (has_flag(event, flag)) text += fmt::format(", {}", name);
    }
    return text;
}

}  // namespace

std::string describe_call(const Event& event, const std::map<int, std::string>& clients) {
    return fmt::format("{}({})", name_of(event.call), describe_arguments(event, clients));
}

std::string describe_result(const Event& event, const std::map<int, std::string>& clients) {
    if (event.in_flight()) return "…  (still in it)";
    if (event.restarted) return "interrupted by a signal";
    if (const char* error = error_name(event.result)) return fmt::format("-1 {}", error);
    if (accepts(event.call) && event.result >= 0) return describe_descriptor(event.other, clients);
    return std::to_string(event.result);
}

std::string describe_event(const Event& event, const std::map<int, std::string>& clients) {
    if (event.what == EventKind::mark) return "--- " + event.name + " ---";
    if (event.what == EventKind::lost) return "--- from here on calls are left out ---";
    if (!event.is_call()) {
        const bool started =
            event.what == EventKind::thread_started || event.what == EventKind::process_started;
        return fmt::format("thread {:<4} {}{}", event.tid, name_of(event.what),
                           started ? fmt::format(" (made by thread {})", event.parent) : "");
    }
    return fmt::format("thread {:<4} {} = {}{}", event.tid, describe_call(event, clients),
                       describe_result(event, clients),
                       event.injected  ? "   ← injected by the grader"
                       : event.refused ? "   ← refused by the grader"
                                       : "");
}

}  // namespace grader
