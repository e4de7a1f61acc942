// The rules, in the order in which they are asked. Each needs its own evidence; what none of them explains is
// unsure.
#include "observe/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/words.hpp"
#include "observe/model_rules.hpp"
#include "observe/seen.hpp"

namespace grader {

namespace {

constexpr std::array<std::string_view, 13> models = {"unsure",
                                                     "sequential",
                                                     "thread per connection",
                                                     "process per connection",
                                                     "prefork",
                                                     "thread pool",
                                                     "busy polling",
                                                     "select",
                                                     "poll",
                                                     "epoll",
                                                     "io_uring",
                                                     "half-sync/half-async",
                                                     "runtime with several workers"};
constexpr std::array<std::string_view, 4> triggers = {"", "level-triggered", "edge-triggered", "mixed"};

std::optional<ModelName> nothing_to_see(const ModelFacts& facts) {
    if (!facts.silent.sees_calls)
        return unsure("which calls its threads sleep in can't be seen here" +
                      (facts.untraced.empty() ? std::string() : " (" + facts.untraced + ")"));
    if (facts.silent.connected < 2)
        return unsure("it does not keep silent clients: there were no two at the same time to look at");
    if (facts.silent.holders.empty())
        return unsure(fmt::format("it has accepted none of {} clients", facts.silent.connected));
    return std::nullopt;
}

}  // namespace

std::string_view name_of(Model model) {
    return word_of(model, models);
}

ModelName unsure(const std::string& evidence) {
    return {.name = "unsure", .evidence = evidence};
}

ModelName named(Model model, const std::string& evidence) {
    return {.model = model, .name = std::string(name_of(model)), .evidence = evidence};
}

std::string count_of(std::size_t count, const std::string& one, const std::string& many) {
    return count == 1 ? "one " + one : fmt::format("{} {}", count, many.empty() ? one + "s" : many);
}

ModelName name_model(const ModelFacts& facts) {
    const Seen seen(facts);
    for (const Rule rule : {busy_polling, completion, own_thread_each, event_loops}) {
        if (const auto nothing = nothing_to_see(facts)) return *nothing;
        if (auto name = rule(facts, seen)) return *std::move(name);
    }
    std::set<std::string> calls;
    for (const ThreadFact& thread : facts.silent.threads)
        calls.insert(thread.call == Call::none ? "no call" : name_of(thread.call));
    return unsure(fmt::format("nothing was seen to wait for its {}; its threads are in {}",
                              count_of(seen.accepted().size(), "client"), fmt::join(calls, ", ")));
}

void to_json(nlohmann::json& to, const ModelName& from) {
    to = {{"model", name_of(from.model)},
          {"trigger", word_of(from.trigger, triggers)},
          {"loops", from.loops},
          {"name", from.name},
          {"evidence", from.evidence}};
}

void from_json(const nlohmann::json& from, ModelName& to) {
    to.model = meant_by(from.at("model").get<std::string>(), models, Model::unsure);
    to.trigger = meant_by(from.at("trigger").get<std::string>(), triggers, Trigger::none);
    to.loops = from.at("loops").get<int>();
    to.name = from.at("name").get<std::string>();
    to.evidence = from.at("evidence").get<std::string>();
}

}  // namespace grader
