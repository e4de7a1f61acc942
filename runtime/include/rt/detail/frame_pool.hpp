// Memory for coroutine frames and tasks. A server makes and drops frames of the same few sizes all the time;
// a free list per size and thread serves them in a few nanoseconds. Only a runtime's workers keep lists (they
// are emptied when the worker stops); elsewhere, and under AddressSanitizer, it is plain new and delete.
// Which of them it is, the library decides (worker.cpp), and not this header: a server's own files say the
// same with a sanitizer and without one.
#pragma once

#include <cstddef>
#include <new>

namespace rt::detail {

/// Base of what is allocated from the pool.
class Pooled {
 public:
    static void* operator new(std::size_t bytes) {
        const std::size_t size_class = size_class_of(bytes);
        if (size_class < classes) {
            List& list = local.lists[size_class];
            if (Block* block = list.first) {
                list.first = block->next;
                --list.count;
                return block;
            }
        }
        return ::operator new(size_class* grain - word_of_malloc);
    }

    static void operator delete(void* memory, std::size_t bytes) noexcept {
        const std::size_t size_class = size_class_of(bytes);
        if (size_class < classes && local.open) {
            List& list = local.lists[size_class];
            if (list.count < most_kept) {
                list.first = new (memory) Block{list.first};
                ++list.count;
                return;
            }
        }
        ::operator delete(memory);
    }

    /// Called by a worker when it begins, unless frames are to be plain, and when it ends.
    static void open_pool() { local.open = true; }
    static void close_pool() {
        local.open = false;
        for (List& list : local.lists) {
            while (Block* block = list.first) {
                list.first = block->next;
                ::operator delete(block);
            }
            list.count = 0;
        }
    }

 private:
    static constexpr std::size_t grain = 16;
    // What malloc(3) keeps before each block, whose sizes with it are multiples of the grain.
    static constexpr std::size_t word_of_malloc = sizeof(std::size_t);
    static constexpr std::size_t classes = 64;  // up to 1 KiB
    static constexpr unsigned most_kept = 4096;
    static constexpr std::size_t size_class_of(std::size_t bytes) {
        return (bytes + word_of_malloc + grain - 1) / grain;
    }

    struct Block {
        Block* next;
    };
    struct List {
        Block* first;
        unsigned count;
    };
    struct Local {
        List lists[classes];
        bool open;
    };
    static inline constinit thread_local Local local{};
};

}  // namespace rt::detail
