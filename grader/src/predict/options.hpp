// The command line of io-labs-predict. `./lab predict` and `./lab choose` say which servers there are.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "predict/measure.hpp"

namespace grader {

/// A server on which may be measured.
struct Place {
    std::string path;    ///< the program; empty: there is none
    std::string source;  ///< "starter/lab4"
    std::string absent;  ///< why there is no program
};

struct PredictOptions {
    int lab = 0;
    std::string questions;                                     ///< file
    std::string answers;                                       ///< file
    std::vector<std::pair<std::string, std::string>> guesses;  ///< "2b" → text
    std::vector<int> only;                                     ///< these questions; empty: all
    bool measure = false;                                      ///< ask nothing
    bool list = false;                                         ///< ask and measure nothing
    bool again = false;                                        ///< ask, too, what was guessed already
    bool json = false;
    bool quick = false;    ///< of situations: two models, one load
    Place own, reference;  ///< of choose: of Lab 5
    Place lab4, lab4_reference;
    std::string on_the_worker, tasks_script;
    std::string situations;  ///< file; empty: it is `./lab predict`
    std::string compare;     ///< models-compare
};

struct ParsedPredict {
    std::optional<PredictOptions> options;
    int exit_status = 0;  ///< where there are none
};

ParsedPredict parse_predict(int argc, char** argv);

}  // namespace grader
