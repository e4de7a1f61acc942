// How a server ends that has nothing to do. Checks about harder ends leave servers alone that fail this one.
#pragma once

#include "checks/subject.hpp"
#include "evidence/server.hpp"

namespace grader {

/// Status 0.
bool is_clean(const Exit& end);

/// Whether a server of the subject's, whose only client is silent, ends at SIGTERM as it should.
bool ends_well_without_work(const Subject& subject);

}  // namespace grader
