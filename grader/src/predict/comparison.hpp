// Some models under some loads, as models-compare measures them; and what is told of that.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "predict/situation.hpp"

namespace grader {

struct Comparer {
    std::string program;                  ///< models-compare
    std::vector<std::string> lab4, lab5;  ///< a student's server, and what to take instead
};

/// A run's JSON document. Throws NotMeasured.
nlohmann::json compared(const Comparer& comparer, const std::vector<std::string>& models,
                        const std::vector<WorkLoad>& loads);

/// Whose row has which mark.
struct Marked {
    std::string chosen;  ///< ">"
    std::string taken;   ///< "*": by the reading
};

/// A table of the load that is in this place, with these quantities: 80 columns at most.
std::vector<std::string> table_of(const nlohmann::json& run, std::size_t place,
                                  const std::vector<std::string>& quantities, const Marked& marked);

/// What one should know of who was measured: that a lab's is the reference.
std::vector<std::string> notes_of(const nlohmann::json& run);

/// "CPU µs: your choice 27, the reading's 26"; empty where one of them was not measured.
std::string difference_in(const nlohmann::json& run, std::size_t place, const std::string& quantity,
                          const Marked& marked);

}  // namespace grader
