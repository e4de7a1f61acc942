// What a client saw instead of what it should have seen.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "result/document.hpp"

namespace grader {

class ClientError : public std::runtime_error {
   public:
    enum class Kind { refused, timeout, closed, reset, mismatch, unexpected_data };

    ClientError(Kind what, std::string who, const std::string& message, std::vector<Exhibit> evidence = {})
        : std::runtime_error(who + " " + message), kind(what), client(std::move(who)), exhibits(std::move(evidence)) {}

    Kind kind;
    std::string client;
    std::vector<Exhibit> exhibits;  ///< for a mismatch: the bytes around the first difference
};

}  // namespace grader
