// The rules of model.cpp, by what they look at. Each says nothing where it does not apply.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "observe/model.hpp"
#include "observe/seen.hpp"

namespace grader {

using Rule = std::optional<ModelName> (*)(const ModelFacts& facts, const Seen& seen);

std::optional<ModelName> busy_polling(const ModelFacts& facts, const Seen& seen);
std::optional<ModelName> completion(const ModelFacts& facts, const Seen& seen);
/// Who waits for one client each.
std::optional<ModelName> own_thread_each(const ModelFacts& facts, const Seen& seen);
/// Who waits for many.
std::optional<ModelName> event_loops(const ModelFacts& facts, const Seen& seen);

ModelName unsure(const std::string& evidence);
ModelName named(Model model, const std::string& evidence);
/// "one thread", "3 threads"
std::string count_of(std::size_t count, const std::string& one, const std::string& many = "");

}  // namespace grader
