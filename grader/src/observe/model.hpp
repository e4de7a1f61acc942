// Names the I/O model of a server from what was observed of it. A pure function: the same facts, the same
// name. Where they could belong to two models, or too little was to be seen, it says *unsure*, and what it
// did see.
#pragma once

#include <string>
#include <string_view>

#include "base/json_fields.hpp"
#include "observe/facts.hpp"

namespace grader {

enum class Model {
    unsure,
    sequential,
    thread_per_connection,
    process_per_connection,
    prefork,
    thread_pool,
    busy_polling,
    select,
    poll,
    epoll,
    io_uring,
    half_sync_half_async,
    several_workers,
};

enum class Trigger { none, level, edge, mixed };

struct ModelName {
    Model model = Model::unsure;
    Trigger trigger = Trigger::none;  ///< of an epoll
    int loops = 0;                    ///< of event loops
    std::string name;                 ///< "epoll, edge-triggered, one loop"
    std::string evidence;             ///< a sentence: what was seen
};

/// In the words of the reading: "thread per connection".
std::string_view name_of(Model model);

ModelName name_model(const ModelFacts& facts);

IO_LABS_JSON(ModelName)

}  // namespace grader
