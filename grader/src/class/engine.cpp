#include "class/engine.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace grader {

std::unique_ptr<Engine> make_engine(const std::string& name, const EngineOptions& options) {
    if (name == "local") return make_local_engine(options);
    if (name == "slurm") return make_slurm_engine(options);
    throw UserError(fmt::format("there is no engine \"{}\"; there are local and slurm", name));
}

std::vector<std::string> task_command(const EngineOptions& options, const std::string& id, bool alone) {
    std::vector<std::string> words = {options.program.string(), "--root", options.root.string(), "--grader",
                                      options.grader.string(),  "task",   options.out.string(),  id};
    if (alone) words.emplace_back("--alone");
    return words;
}

}  // namespace grader
