// What people read on the terminal.
#pragma once

#include <cstdio>

#include "results.hpp"

namespace bench {

void print_machine(std::FILE* out, const Results& results);
/// A row for each server, with ratios to the reference and a bar for throughput.
void print_comparison(std::FILE* out, const Comparison& comparison, const std::string& reference);
void print_figure(std::FILE* out, const Figure& figure, const std::string& reference);
void print_targets(std::FILE* out, const Results& results);
void print_notes(std::FILE* out, const Results& results);

}  // namespace bench
