#include "warden/protocol.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>

namespace grader {

namespace from_warden {

IO_LABS_JSON_FIELDS(Started, process)
IO_LABS_JSON_FIELDS(Observed, event)
IO_LABS_JSON_FIELDS(Fell, thread)
IO_LABS_JSON_FIELDS(Ended, exit)
IO_LABS_JSON_FIELDS(Held, threads)
IO_LABS_JSON_FIELDS(InFlight, calls)
IO_LABS_JSON_FIELDS(Tasks, list)

void to_json(nlohmann::json& to, const Looked& from) {
    if (from.snapshot) to = *from.snapshot;
}
void from_json(const nlohmann::json& from, Looked& to) {
    if (!from.is_null()) to.snapshot = from.get<Snapshot>();
}

}  // namespace from_warden

namespace to_warden {

void to_json(nlohmann::json& to, const Launch& from) {
    to = {{"program", from.program}};
    if (from.trace) to["trace"] = *from.trace;
}
void from_json(const nlohmann::json& from, Launch& to) {
    from.at("program").get_to(to.program);
    if (const auto trace = from.find("trace"); trace != from.end()) to.trace = trace->get<TraceSpec>();
}

IO_LABS_JSON_FIELDS(Signal, number)
IO_LABS_JSON_FIELDS(Look, parts)
IO_LABS_JSON_FIELDS(Mark, label)
IO_LABS_JSON_FIELDS(Hold, points)
IO_LABS_JSON_FIELDS(Release, thread)
IO_LABS_JSON_FIELDS(TakeStack, thread)

}  // namespace to_warden

namespace {

template <class Kinds>
nlohmann::json written(int id, const Kinds& what) {
    return std::visit(
        [id](const auto& one) {
            nlohmann::json written = {{"id", id}, {"is", one.name}};
            if constexpr (!std::is_empty_v<std::decay_t<decltype(one)>>) written["with"] = one;
            return written;
        },
        what);
}

template <class Kinds, std::size_t index = 0>
Kinds read(const nlohmann::json& from) {
    using Kind = std::variant_alternative_t<index, Kinds>;
    const auto& name = from.at("is").get_ref<const std::string&>();
    if (name == Kind::name) {
        if constexpr (std::is_empty_v<Kind>)
            return Kind();
        else
            return from.at("with").get<Kind>();
    }
    if constexpr (index + 1 < std::variant_size_v<Kinds>)
        return read<Kinds, index + 1>(from);
    else
        throw std::invalid_argument("the protocol has no \"" + name + "\"");
}

}  // namespace

namespace to_warden {

void to_json(nlohmann::json& to, const Command& from) {
    to = written(from.id, from.what);
}
void from_json(const nlohmann::json& from, Command& to) {
    to = {from.at("id").get<int>(), read<Command::Kinds>(from)};
}

}  // namespace to_warden

namespace from_warden {

void to_json(nlohmann::json& to, const Message& from) {
    to = written(from.id, from.what);
}
void from_json(const nlohmann::json& from, Message& to) {
    to = {from.at("id").get<int>(), read<Message::Kinds>(from)};
}

}  // namespace from_warden

}  // namespace grader
