#include "evidence/trace/event.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace grader {

namespace {

// In the order of the enumerators; the first is what a word stands for that is none of them.
constexpr std::array<std::string_view, 8> event_kinds = {
    "", "call", "thread-started", "thread-ended", "process-started", "process-ended", "mark", "lost"};
constexpr std::array<std::string_view, 15> descriptor_kinds = {
    "",          "none",     "connection", "listener", "socket",      "pipe",     "file",     "eventfd",
    "eventpoll", "signalfd", "timerfd",    "pidfd",    "userfaultfd", "io_uring", "anonymous"};
static_assert(static_cast<std::size_t>(EventKind::lost) + 1 == event_kinds.size());
static_assert(static_cast<std::size_t>(DescriptorKind::anonymous) + 1 == descriptor_kinds.size());

template <class Kind, std::size_t size>
Kind kind_named(const std::array<std::string_view, size>& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? Kind() : static_cast<Kind>(found - names.begin());
}

}  // namespace

std::string_view name_of(EventKind kind) {
    return event_kinds.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(DescriptorKind kind) {
    return descriptor_kinds.at(static_cast<std::size_t>(kind));
}

DescriptorKind kind_of_anonymous(std::string_view name) {
    const auto kind = kind_named<DescriptorKind>(descriptor_kinds, name);
    return kind < DescriptorKind::eventfd ? DescriptorKind::anonymous : kind;
}

void to_json(nlohmann::json& to, const EventKind& from) {
    to = name_of(from);
}
void from_json(const nlohmann::json& from, EventKind& to) {
    to = kind_named<EventKind>(event_kinds, from.get_ref<const std::string&>());
}

void to_json(nlohmann::json& to, const DescriptorKind& from) {
    to = name_of(from);
}
void from_json(const nlohmann::json& from, DescriptorKind& to) {
    to = kind_named<DescriptorKind>(descriptor_kinds, from.get_ref<const std::string&>());
}

IO_LABS_JSON_FIELDS_WITH_DEFAULT(Descriptor, number, kind, inode, nonblocking, peer_port)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(Frame, function, file, line)

// A call's name and a mark's are one field of a log.
#define FIELDS                                                                                              \
    what, begin, end, begin_ns, end_ns, tid, parent, name, arguments, result, injected, refused, restarted, \
        asked_ns, bytes, descriptor, other, waited, stack

void to_json(nlohmann::json& nlohmann_json_j, const Event& nlohmann_json_t) {
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_TO, FIELDS))
    if (nlohmann_json_t.call != Call::none) nlohmann_json_j["name"] = nlohmann_json_t.call;
}

void from_json(const nlohmann::json& nlohmann_json_j, Event& nlohmann_json_t) {
    const Event nlohmann_json_default_obj;
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM_WITH_DEFAULT, FIELDS))
    if (nlohmann_json_t.what == EventKind::mark) return;
    nlohmann_json_t.call = call_named(std::exchange(nlohmann_json_t.name, {}));
}

}  // namespace grader
