#include "evidence/trace/event.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/words.hpp"

namespace grader {

namespace {

constexpr std::array<std::string_view, 8> event_kinds = {
    "", "call", "thread-started", "thread-ended", "process-started", "process-ended", "mark", "lost"};
constexpr std::array<std::string_view, 15> descriptor_kinds = {
    "",          "none",     "connection", "listener", "socket",      "pipe",     "file",     "eventfd",
    "eventpoll", "signalfd", "timerfd",    "pidfd",    "userfaultfd", "io_uring", "anonymous"};
static_assert(static_cast<std::size_t>(EventKind::lost) + 1 == event_kinds.size());
static_assert(static_cast<std::size_t>(DescriptorKind::anonymous) + 1 == descriptor_kinds.size());

}  // namespace

std::string_view name_of(EventKind kind) {
    return word_of(kind, event_kinds);
}

std::string_view name_of(DescriptorKind kind) {
    return word_of(kind, descriptor_kinds);
}

DescriptorKind kind_of_anonymous(std::string_view name) {
    const auto kind = meant_by(name, descriptor_kinds, DescriptorKind::anonymous);
    return kind < DescriptorKind::eventfd ? DescriptorKind::anonymous : kind;
}

void to_json(nlohmann::json& to, const EventKind& from) {
    to = name_of(from);
}
void from_json(const nlohmann::json& from, EventKind& to) {
    to = meant_by(from.get_ref<const std::string&>(), event_kinds, EventKind::unknown);
}

void to_json(nlohmann::json& to, const DescriptorKind& from) {
    to = name_of(from);
}
void from_json(const nlohmann::json& from, DescriptorKind& to) {
    to = meant_by(from.get_ref<const std::string&>(), descriptor_kinds, DescriptorKind::unknown);
}

IO_LABS_JSON_FIELDS_WITH_DEFAULT(Descriptor, number, kind, inode, nonblocking, peer_port)
IO_LABS_JSON_FIELDS_WITH_DEFAULT(Frame, function, file, line)

// A call's name and a mark's are one field of a log.
#define FIELDS                                                                                           \
    what, begin, end, begin_ns, end_ns, tid, parent, name, arguments, values, result, injected, refused, \
        restarted, asked_ns, bytes, descriptor, other, waited, stack

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
