// The causes that are known: data, labs/causes.toml.
//     [[cause]]
//     id = "waits-for-a-full-buffer"
//     labs = [4, "practice1"]          (optional: the labs, without practice)
//     when = ["waits_for_all"]         all of these hold for one failed check (conditions.hpp) …
//     unless = ["spins"]               … and none of these (optional)
//     passes = ["EchoesOneMessage"]    … and none of these checks has failed; where one was not
//                                  asked, the cause is not sure (optional)
//     also = ["asleep:read"]           evidence, too, if the check has it (optional)
//     explains = ["no_reply", "Term*"] besides it, the failed checks for which one of these holds (optional)
//     sure = false                     (optional: something else is known to look like this)
//     what, why, hints = ["a question", "a direction", "the calls to use"], and link4, link5,
//     link_practice1, ... = "stage-a-one-client", one for each of its labs
// In `what` and in the hints {value} is the value of the first fact of `when`. The order matters: a failed
// check is explained by the first cause in the file that explains it, so the more special ones come first.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "diagnosis/conditions.hpp"

namespace grader {

struct KnownCause {
    std::string id;
    std::vector<int> labs;
    std::vector<Condition> when;
    std::vector<Condition> unless;
    std::vector<Condition> passes;
    std::vector<Condition> also;
    std::vector<Condition> explains;
    bool sure = true;
    std::string what;
    std::string why;
    std::vector<std::string> hints;    ///< hint_levels of them
    std::map<int, std::string> links;  ///< by lab: anchors in the handouts
};

constexpr std::size_t hint_levels = 3;

/// Those of this lab, in the file's order. Throws UserError with one line for each thing that is wrong,
/// "file:line: what is wrong and the way out".
std::vector<KnownCause> load_causes(const std::filesystem::path& file, int lab);

}  // namespace grader
