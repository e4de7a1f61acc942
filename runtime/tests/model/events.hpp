#pragma once

#include "rt/detail/io.hpp"

namespace rt::model {

/// As the kernel does: the poller, or the next one, will be told of it.
void post_event(detail::Source& source, unsigned events);

}  // namespace rt::model
