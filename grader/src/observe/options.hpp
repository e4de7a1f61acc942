// The command line of io-labs-observe. `./lab observe` says which server a lab or a model is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "observe/session.hpp"
#include "observe/target.hpp"

namespace grader {

struct ObserveOptions {
    enum class Form { screen, once, json, trace };

    Form form = Form::screen;
    TargetOptions target;
    Session::Options session;
    std::string json_file;     ///< empty: standard output
    std::string tasks_script;  ///< for gdb; empty: there is none
    int clients = 8;           ///< that talk, at first
};

struct ParsedObserve {
    std::optional<ObserveOptions> options;
    int exit_status = 0;  ///< where there are none
};

ParsedObserve parse_observe(int argc, char** argv);

}  // namespace grader
