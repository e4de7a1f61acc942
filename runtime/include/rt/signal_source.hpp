// Signals as descriptors: signalfd(2). A signal that is waited for this way is blocked in every thread, from
// before the first worker starts, so that it neither ends the program nor interrupts a call. It stays blocked
// when the runtime has gone.
#pragma once

#include <map>
#include <vector>

#include "rt/signal.hpp"

namespace rt::detail {

class SignalSource {
 public:
    SignalSource(const std::vector<int>& signals, RuntimeCore& runtime);

    /// Throws std::logic_error for a signal that was not named in Options::signals.
    [[nodiscard]] Source& source_of(int signal) const;

 private:
    std::map<int, Socket> sockets_;
};

}  // namespace rt::detail
