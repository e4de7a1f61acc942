// The connections that live now. A task that waits for its client's next bytes looks at no flag; but it wakes
// up when the kernel tells it that nothing more will come.
#pragma once

#include <sys/socket.h>

#include <mutex>
#include <set>

class Connections {
 public:
    /// Shuts every connection down for reading, and those that are entered from now on: what the kernel has
    /// acknowledged to clients can still be read, and after it the end of the stream. Any thread.
    void end_input() {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        for (const int descriptor : descriptors_) ::shutdown(descriptor, SHUT_RD);
    }

    /// On the list for as long as it lives. The descriptor must stay open that long.
    class Entry {
     public:
        Entry(Connections& list, int descriptor) : list_(list), descriptor_(descriptor) {
            const std::lock_guard lock(list_.mutex_);
            list_.descriptors_.insert(descriptor_);
            if (list_.ended_) ::shutdown(descriptor_, SHUT_RD);
        }
        ~Entry() {
            const std::lock_guard lock(list_.mutex_);
            list_.descriptors_.erase(descriptor_);
        }
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;

     private:
        Connections& list_;
        int descriptor_;
    };

 private:
    // A std::mutex and not an rt::Mutex: it is held for a few instructions and never across a co_await.
    std::mutex mutex_;  // guards all that follows; connections are served by several workers
    std::set<int> descriptors_;
    bool ended_ = false;
};
