// What a client saw instead of what it should have seen, in words for a student.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/exhibit.hpp"
#include "base/fact.hpp"

namespace grader {

class ClientError : public std::runtime_error {
 public:
    /// refused: no connection came about; timeout: patience ended; closed: FIN too early; reset: RST;
    /// mismatch: a byte differs; unexpected_data: bytes where the end should have been.
    enum class Kind { refused, timeout, closed, reset, mismatch, unexpected_data };

    /// `message` is the whole sentence, the client's name included.
    ClientError(Kind what, std::string who, const std::string& message, Facts seen,
                std::vector<Exhibit> evidence = {})
        : std::runtime_error(message),
          kind(what),
          client(std::move(who)),
          facts(std::move(seen)),
          exhibits(std::move(evidence)) {}

    Kind kind;
    std::string client;
    Facts facts;                    ///< what it saw; never empty
    std::vector<Exhibit> exhibits;  ///< for a mismatch: the bytes around the first difference
};

}  // namespace grader
