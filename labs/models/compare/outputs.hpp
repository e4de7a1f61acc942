// What becomes of the results: tables for a terminal, CSV, JSON, a page.
#pragma once

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "results.hpp"

namespace models {

void print_machine(std::FILE* to, const Results& results);
/// A table of the rows of one scenario, 80 columns wide.
void print_scenario(std::FILE* to, const Results& results, std::size_t scenario);
void print_findings(std::FILE* to, const Results& results);

/// A line for each server, scenario and quantity (RFC 4180).
std::string to_csv(const Results& results);
nlohmann::json to_json(const Results& results);

/// A page that needs nothing but itself, of one run or of several laid over each other; the first is the one
/// that is told of. `parts`: the directory with its style, its script and uPlot. Throws std::runtime_error
/// when a part is missing or a run is none.
std::string to_page(const std::vector<nlohmann::json>& runs, const std::filesystem::path& parts);

/// A run as to_json() has written it. Throws std::runtime_error that says what is wrong with the file.
nlohmann::json read_run(const std::filesystem::path& file);

/// Two runs beside each other, in medians: what is different.
void print_difference(std::FILE* to, const nlohmann::json& run, const nlohmann::json& other);

}  // namespace models
