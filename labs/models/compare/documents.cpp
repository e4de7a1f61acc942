// JSON and CSV.
#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "outputs.hpp"
#include "report/timeline_svg.hpp"

namespace models {
namespace {

using nlohmann::json;

constexpr const char* format_name = "io-labs-compare";
constexpr int format_version = 1;

/// A field of RFC 4180.
std::string field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"') quoted += '"';
        quoted += letter;
    }
    return quoted + "\"";
}

const char* key_of(Finding::Verdict verdict) {
    switch (verdict) {
        case Finding::Verdict::holds:
            return "holds";
        case Finding::Verdict::does_not_hold:
            return "does-not-hold";
        case Finding::Verdict::not_measured:
            return "not-measured";
        case Finding::Verdict::said:
            return "said";
    }
    return "said";
}

json findings(const std::vector<Finding>& all) {
    json list = json::array();
    for (const Finding& finding : all)
        list.push_back(
            {{"title", finding.title}, {"verdict", key_of(finding.verdict)}, {"text", finding.text}});
    return list;
}

json values_of(const Row& row) {
    json values = json::object();
    for (std::size_t index = 0; index < quantities; ++index) {
        const auto quantity = static_cast<Quantity>(index);
        const bench::Samples& samples = row.of(quantity);
        if (samples.empty()) continue;
        const bench::Spread spread = spread_of(samples);
        json list = json::array();
        for (const bench::Sample& sample : samples) list.push_back(sample.value);
        values[words_of(quantity).key] = {{"median", spread.median},
                                          {"lower_quartile", spread.lower_quartile},
                                          {"upper_quartile", spread.upper_quartile},
                                          {"min", spread.min},
                                          {"max", spread.max},
                                          {"samples", list}};
    }
    return values;
}

}  // namespace

std::string to_csv(const Results& results) {
    std::string csv =
        "server,scenario,connections,active,delay_ms,work_us,quantity,unit,median,lower_quartile,"
        "upper_quartile,min,max,windows,missing\r\n";
    for (const Row& row : results.rows) {
        const Scenario& scenario = results.scenarios[row.scenario];
        const std::string begin =
            fmt::format("{},{},{},{},{},{}", field(results.programs[row.program].name), scenario.key(),
                        scenario.connections, scenario.active, scenario.delay_ms, scenario.work_us);
        if (!row.missing.empty()) csv += fmt::format("{},,,,,,,,0,{}\r\n", begin, field(row.missing));
        for (std::size_t index = 0; row.missing.empty() && index < quantities; ++index) {
            const auto quantity = static_cast<Quantity>(index);
            if (row.of(quantity).empty()) continue;
            const bench::Spread spread = spread_of(row.of(quantity));
            csv += fmt::format("{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{},\r\n", begin,
                               words_of(quantity).key, words_of(quantity).unit, spread.median,
                               spread.lower_quartile, spread.upper_quartile, spread.min, spread.max,
                               spread.count);
        }
    }
    return csv;
}

json to_json(const Results& results) {
    json document{{"format", format_name},
                  {"version", format_version},
                  {"when", results.when},
                  {"label", results.label},
                  {"quick", results.quick},
                  {"rounds", results.rounds},
                  {"window_ms", results.window_ms},
                  {"wake_up_us", results.wake_up_us},
                  {"notes", results.notes},
                  {"claims", findings(results.claims)},
                  {"choices", findings(results.choices)}};
    document["machine"] = json::array();
    for (const auto& [what, value] : results.machine) document["machine"].push_back({what, value});
    document["quantities"] = json::array();
    for (std::size_t index = 0; index < quantities; ++index) {
        const QuantityWords& words = words_of(static_cast<Quantity>(index));
        document["quantities"].push_back({{"key", words.key},
                                          {"column", words.column},
                                          {"title", words.title},
                                          {"unit", words.unit},
                                          {"more_is_better", words.more_is_better}});
    }
    document["servers"] = json::array();
    for (std::size_t index = 0; index < results.programs.size(); ++index) {
        const Program& program = results.programs[index];
        json server{{"key", program.name},
                    {"title", program.title},
                    {"own", program.is_own},
                    {"note", program.note},
                    {"absent", program.absent}};
        for (const auto& [of, timeline] : results.pictures) {
            if (of != index) continue;
            server["picture"] = grader::svg_of(timeline);
        }
        document["servers"].push_back(server);
    }
    document["scenarios"] = json::array();
    for (const Scenario& scenario : results.scenarios)
        document["scenarios"].push_back({{"key", scenario.key()},
                                         {"title", scenario.title()},
                                         {"connections", scenario.connections},
                                         {"active", scenario.active},
                                         {"one_talks", scenario.one_talks()},
                                         {"delay_ms", scenario.delay_ms},
                                         {"work_us", scenario.work_us},
                                         {"block_us", scenario.block_us},
                                         {"all_cores", scenario.all_cores}});
    document["rows"] = json::array();
    for (const Row& row : results.rows) {
        json one{{"server", results.programs[row.program].name},
                 {"scenario", results.scenarios[row.scenario].key()},
                 {"values", values_of(row)}};
        if (!row.missing.empty()) one["missing"] = row.missing;
        document["rows"].push_back(one);
    }
    return document;
}

json read_run(const std::filesystem::path& file) {
    std::ifstream input(file);
    if (!input) throw std::runtime_error(fmt::format("can't read {}", file.string()));
    const json run = json::parse(input, nullptr, false);
    if (!run.is_object() || run.value("format", std::string()) != format_name)
        throw std::runtime_error(fmt::format("{} is no run of ./lab compare (JSON)", file.string()));
    if (run.value("version", 0) != format_version)
        throw std::runtime_error(
            fmt::format("{} is a run of another version of ./lab compare", file.string()));
    for (const char* part :
         {"rows", "servers", "scenarios", "quantities", "machine", "notes", "claims", "choices"})
        if (!run.contains(part) || !run.at(part).is_array())
            throw std::runtime_error(fmt::format("{} is cut short: it has no \"{}\"", file.string(), part));
    return run;
}

}  // namespace models
