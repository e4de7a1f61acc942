// The error a client's step must end with.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "evidence/clients/client_error.hpp"

namespace grader {

/// Runs the step and returns what it threw. A step that succeeds fails the test.
inline ClientError client_error_of(const std::function<void()>& step) {
    try {
        step();
    } catch (const ClientError& error) {
        return error;
    }
    ADD_FAILURE() << "the client found nothing wrong";
    return ClientError(ClientError::Kind::timeout, "nobody", "no error", {});
}

}  // namespace grader
