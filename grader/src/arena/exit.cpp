#include "arena/exit.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstring>
#include <string>
#include <string_view>

#include "base/words.hpp"

namespace grader {

namespace {

constexpr std::array<std::string_view, 3> kinds = {"exited", "signalled", "not-launched"};

}  // namespace

void to_json(nlohmann::json& to, const Exit::Kind& from) {
    to = word_of(from, kinds);
}
void from_json(const nlohmann::json& from, Exit::Kind& to) {
    to = meant_by(from.get_ref<const std::string&>(), kinds, Exit::Kind::not_launched);
}

IO_LABS_JSON_FIELDS(Exit, kind, value, message)

std::string Exit::describe() const {
    switch (kind) {
        case Kind::exited:
            return "exited with status " + std::to_string(value);
        case Kind::signalled:
            return "was ended by signal " + std::to_string(value) + " (" + ::strsignal(value) + ")" +
                   (message.empty() ? "" : ": " + message);
        case Kind::not_launched:
            return "could not be launched: " + message;
    }
    return {};
}

}  // namespace grader
