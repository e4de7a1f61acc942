// Where the server listens.
#pragma once

#include <cstdint>
#include <string>

namespace grader {

struct Endpoint {
    std::string address;  ///< IPv4, "127.0.0.1"
    std::uint16_t port = 0;
};

}  // namespace grader
