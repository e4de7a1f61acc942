#include "findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "figures.hpp"

namespace models {

std::string number(std::size_t count) {
    const std::string digits = fmt::to_string(count);
    std::string grouped;
    for (std::size_t at = 0; at < digits.size(); ++at) {
        if (at > 0 && (digits.size() - at) % 3 == 0) grouped += ',';
        grouped += digits[at];
    }
    return grouped;
}

std::string figure(double value) {
    if (value >= 1000) {
        const double unit = std::pow(10, std::floor(std::log10(value)) - 2);
        return number(static_cast<std::size_t>(std::round(value / unit) * unit));
    }
    if (value >= 100) return fmt::format("{:.0f}", value);
    if (value >= 10) return fmt::format("{:.1f}", value);
    return fmt::format("{:.2f}", value);
}

void put_in_order(std::vector<Place>& places, bool more_is_better) {
    std::stable_sort(places.begin(), places.end(), [more_is_better](const Place& one, const Place& other) {
        return more_is_better ? one.value > other.value : one.value < other.value;
    });
}

std::vector<Place> ranking(const Results& results, const std::string& scenario, Quantity quantity) {
    std::vector<Place> places;
    for (const Row& row : results.rows) {
        if (results.scenarios[row.scenario].key() != scenario) continue;
        if (const auto median = row.median(quantity))
            places.push_back({&results.programs[row.program], *median});
    }
    put_in_order(places, words_of(quantity).more_is_better);
    return places;
}

void find(Results& results) {
    results.claims = check_claims(results);
    results.choices = choose_models(results);
}

}  // namespace models
