// A mutex that is none where there is nobody to lock out: in a runtime with one worker.
#pragma once

#include "rt/detail/sync.hpp"

namespace rt::detail {

class OptionalMutex {
 public:
    explicit OptionalMutex(bool needed) : needed_(needed) {}
    void lock() {
        if (needed_) mutex_.lock();
    }
    void unlock() {
        if (needed_) mutex_.unlock();
    }

 private:
    const bool needed_;
    sync::mutex mutex_;
};

}  // namespace rt::detail
