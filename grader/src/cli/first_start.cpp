#include "cli/first_start.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "checks/meaning_of_end.hpp"
#include "evidence/server.hpp"

namespace grader {

namespace {

/// It runs, has said nothing and is not listening: in a lab of coroutines, one of them may never have begun.
constexpr const char* coroutine_that_never_begins =
    ". Is there an `if (co_await …)` in a coroutine without local variables? With g++ 12 that hangs: see "
    "labs/lab5-async/README.md#coroutine-rules";

}  // namespace

bool starts(const Lab& lab, const Subject& subject, LabResult& result) {
    Server server = subject.start();
    try {
        server.wait_until_ready();
        return true;
    } catch (const ServerError& error) {
        result.status = LabStatus::not_started;
        result.reason = error.what();
    }
    if (server.exit()) {
        const auto ended = server.process().wait_for_output_end(std::chrono::milliseconds(200));
        const std::string meaning =
            meaning_of_end(lab.number, ended.value_or(*server.exit()), server.process().standard_error(),
                           server.process().output_was_cut());
        if (!meaning.empty()) result.reason += ". " + meaning;
    } else if (lab.has_runtime && server.process().standard_output().empty() && server.listeners().empty()) {
        result.reason += coroutine_that_never_begins;
    }
    for (const auto& [title, text] : {std::pair("Standard output", server.process().standard_output()),
                                      std::pair("Standard error", server.process().standard_error())}) {
        if (!text.empty()) result.exhibits.push_back({title, {text}});
    }
    return false;
}

}  // namespace grader
