#include "observe/trace_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <set>

#include "evidence/trace/event_log.hpp"
#include "observe/tally.hpp"
#include "report/text.hpp"

namespace grader {

namespace {

/// A call's begin or end, or both in one.
struct Moment {
    std::int64_t at_ns = 0;
    const Event* event = nullptr;
    bool begins = false;
    bool ends = false;
};

bool is_shown(const Event& event) {
    static const std::set<Call> hidden = {Call::rt_sigaction, Call::msync, Call::ioctl};
    static const Call ring = call_named("io_uring_enter");
    if (!event.is_call()) return true;
    if (event.call == ring) return true;
    // The loader and the library read files and map memory: that is not what a server does with its clients.
    if (!about(event.call).followed || hidden.count(event.call) != 0) return false;
    return event.descriptor.kind != DescriptorKind::file && event.descriptor.kind != DescriptorKind::none;
}

std::string duration(std::int64_t ns) {
    const auto us = static_cast<double>(ns) / 1e3;
    return us < 1'000 ? fmt::format("{:.0f} µs", us) : fmt::format("{:.1f} ms", us / 1e3);
}

bool reads(const Event& event) {
    return read_from(event) != nullptr;
}

std::string waits_for(const Event& event) {
    if (event.asked_ns == 0) return "";
    if (accepts(event.call)) return "blocks until a client connects";
    if (reads(event)) return "blocks until data arrive";
    switch (about(event.call).waits) {
        case Waits::for_events:
            return "blocks until a descriptor that the epoll watches is ready";
        case Waits::for_descriptors:
            return fmt::format("blocks until one of {} descriptors is ready", event.waited.size());
        case Waits::for_threads:
            return waits_on_futex(event) ? "sleeps until another thread wakes it" : "";
        case Waits::for_a_time:
            return "sleeps";
        default:
            return "waits";
    }
}

/// The kernel wakes who joins a thread: set_tid_address(2). It does so a moment before the tracer hears of
/// the end.
const Event* end_that_woke(const Event& wait, const std::vector<Event>& log) {
    if (!waits_on_futex(wait) || wait.result != 0) return nullptr;
    constexpr std::int64_t moment_ns = 5'000'000;
    const auto found = std::find_if(log.begin(), log.end(), [&](const Event& event) {
        return event.what == EventKind::thread_ended && event.begin_ns > wait.begin_ns &&
               event.begin_ns < wait.end_ns + moment_ns;
    });
    return found == log.end() ? nullptr : &*found;
}

std::string came_of(const Event& event, const std::vector<Event>& log, const std::map<int, int>& process_of) {
    if (event.restarted) return "";
    if (event.result == -EAGAIN && (reads(event) || written_to(event) != nullptr || accepts(event.call)))
        return "nothing there: it would block, and does not wait";
    if (const Event* waker = waker_of(event, log, process_of))
        return fmt::format("woken by thread {}", waker->tid);
    if (const Event* ended = end_that_woke(event, log))
        return fmt::format("woken by the end of thread {}", ended->tid);
    if (wakes_by_futex(event))
        return fmt::format("wakes {}",
                           event.result == 1 ? "a thread" : fmt::format("{} threads", event.result));
    if (accepts(event.call) && event.result >= 0) return "a client has connected";
    if (reads(event) && event.result == 0 && is_connection(read_from(event))) return "the client has left";
    const Waits waits = about(event.call).waits;
    if (waits == Waits::for_events || waits == Waits::for_descriptors) {
        if (event.result > 0) return fmt::format("{} ready", event.result);
        if (event.result == 0)
            return event.asked_ns == 0 ? "nothing is ready, and it does not wait" : "nothing within its time";
    }
    return "";
}

std::vector<Moment> moments_of(const std::vector<Event>& log) {
    std::vector<std::int64_t> begins;
    std::vector<const Event*> shown;
    for (const Event& event : log) {
        if (!is_shown(event)) continue;
        shown.push_back(&event);
        begins.push_back(event.begin_ns);
    }
    std::sort(begins.begin(), begins.end());
    std::vector<Moment> moments;
    for (const Event* event : shown) {
        if (!event->is_call()) {
            moments.push_back({event->begin_ns, event, true, true});
            continue;
        }
        // Whether something else begins meanwhile.
        const auto next = std::upper_bound(begins.begin(), begins.end(), event->begin_ns);
        const bool alone = !event->in_flight() && (next == begins.end() || *next >= event->end_ns);
        moments.push_back({event->begin_ns, event, true, alone});
        if (!alone && !event->in_flight()) moments.push_back({event->end_ns, event, false, true});
    }
    std::stable_sort(moments.begin(), moments.end(),
                     [](const Moment& a, const Moment& b) { return a.at_ns < b.at_ns; });
    return moments;
}

class Lanes {
 public:
    explicit Lanes(const std::vector<Moment>& moments) {
        for (const Moment& moment : moments) {
            const Event& event = *moment.event;
            if (event.tid != 0 && place_.count(event.tid) == 0) {
                place_.try_emplace(event.tid, place_.size());
                order_.push_back(event.tid);
            }
        }
    }

    void ended(int tid) { gone_.insert(tid); }
    [[nodiscard]] std::string line(int tid) {
        born_.insert(tid);
        std::string text;
        for (const int each : order_) {
            const bool is_there = born_.count(each) != 0 && gone_.count(each) == 0;
            text += each == tid ? "● " : is_there ? "│ " : "  ";
        }
        return text;
    }
    [[nodiscard]] std::string space() const {
        std::string text;
        for (const int each : order_) text += born_.count(each) != 0 && gone_.count(each) == 0 ? "│ " : "  ";
        return text;
    }

 private:
    std::map<int, std::size_t> place_;
    std::vector<int> order_;
    std::set<int> born_;
    std::set<int> gone_;
};

}  // namespace

std::vector<std::string> annotated(const std::vector<Event>& log, const ClientPorts& clients,
                                   const std::map<int, int>& process_of, std::size_t width) {
    std::map<int, std::string> names;
    for (const auto& [port, number] : clients) names[port] = fmt::format("client {}", number);
    const std::vector<Moment> moments = moments_of(log);
    std::vector<std::string> lines;
    if (moments.empty()) return lines;
    const std::int64_t start = moments.front().at_ns;
    Lanes lanes(moments);
    for (const Moment& moment : moments) {
        const Event& event = *moment.event;
        if (event.what == EventKind::mark) {
            lines.push_back("");
            lines.push_back(fmt::format("--- {} ---", event.name));
            continue;
        }
        const std::string time = fmt::format("{:>9.3f}  ", static_cast<double>(moment.at_ns - start) / 1e6);
        std::string text;
        std::string note;
        if (!event.is_call()) {
            const bool begins =
                event.what == EventKind::thread_started || event.what == EventKind::process_started;
            const bool is_process =
                event.what == EventKind::process_started || event.what == EventKind::process_ended;
            text = fmt::format("{} {}", is_process ? "process" : "thread", event.tid);
            text += begins ? fmt::format(" is made by {}", event.parent) : " ends";
        } else if (moment.begins) {
            text = fmt::format("{} {}", event.tid, describe_call(event, names));
            if (moment.ends) {
                text += fmt::format(" = {}   {}", describe_result(event, names),
                                    duration(event.end_ns - event.begin_ns));
                note = came_of(event, log, process_of);
            } else {
                text += " …";
                note = waits_for(event);
            }
        } else {
            text = fmt::format("{} … {} = {}   after {}", event.tid, name_of(event.call),
                               describe_result(event, names), duration(event.end_ns - event.begin_ns));
            note = came_of(event, log, process_of);
        }
        const std::string head = time + lanes.line(event.tid);
        const std::string whole = head + text + (note.empty() ? "" : "   ← " + note);
        if (width == 0 || cut(whole, width) == whole) {
            lines.push_back(whole);
        } else {
            lines.push_back(cut(head + text, width));
            if (!note.empty())
                lines.push_back(cut(std::string(time.size(), ' ') + lanes.space() + "  ← " + note, width));
        }
        if (event.what == EventKind::thread_ended || event.what == EventKind::process_ended)
            lanes.ended(event.tid);
    }
    return lines;
}

}  // namespace grader
