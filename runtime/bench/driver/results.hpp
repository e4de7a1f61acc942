// All that one run has measured: what tables, plots and the JSON document are made of.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "echo.hpp"
#include "figures.hpp"
#include "peers.hpp"
#include "scenario.hpp"

namespace bench {

struct Results {
    std::vector<std::pair<std::string, std::string>> machine;   ///< name, value
    std::vector<std::pair<std::string, std::string>> versions;  ///< likewise
    std::vector<std::string> notes;                             ///< who is missing, what was scaled down
    std::string reference;  ///< key of the peer all others are compared with
    Pace pace{};
    std::vector<Comparison> comparisons;
    std::vector<Figure> figures;

    [[nodiscard]] const Figure* figure(const std::string& key) const {
        for (const Figure& figure : figures)
            if (figure.key == key) return &figure;
        return nullptr;
    }
};

}  // namespace bench
