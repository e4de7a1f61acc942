#include "allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#include "running.hpp"

namespace {
std::atomic<long> outstanding{0};
}

long rt::allocations_outstanding() {
    return outstanding.load(std::memory_order_relaxed);
}

#ifndef RT_TESTS_SANITIZED

// The other forms of new and delete call these, but for over-aligned types: nobody here has any.

void* operator new(std::size_t bytes) {
    void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
    if (memory == nullptr) throw std::bad_alloc();
    outstanding.fetch_add(1, std::memory_order_relaxed);
    return memory;
}

void operator delete(void* memory) noexcept {
    if (memory == nullptr) return;
    outstanding.fetch_sub(1, std::memory_order_relaxed);
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    ::operator delete(memory);
}

#endif
