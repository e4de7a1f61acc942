#pragma once

#include "lab/options.hpp"
#include "unique_fd.hpp"

/// A non-blocking socket that listens on the options' address and port. Ends the program with status 1 if it
/// can't.
UniqueFd listen_on(const lab::Options& options);
