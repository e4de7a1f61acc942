// The descriptors that many clients need: see RLIMIT_NOFILE in getrlimit(2).
#pragma once

#include <sys/resource.h>

#include <cstddef>

#include "base/error.hpp"

namespace grader {

/// As many descriptors as this process may have, for as long as this lives.
class AllDescriptors {
 public:
    AllDescriptors() {
        check(::getrlimit(RLIMIT_NOFILE, &before_), "getrlimit");
        const rlimit most{before_.rlim_max, before_.rlim_max};
        check(::setrlimit(RLIMIT_NOFILE, &most), "setrlimit");
    }
    AllDescriptors(const AllDescriptors&) = delete;
    AllDescriptors& operator=(const AllDescriptors&) = delete;
    ~AllDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

    [[nodiscard]] std::size_t count() const { return before_.rlim_max; }

 private:
    rlimit before_{};
};

}  // namespace grader
