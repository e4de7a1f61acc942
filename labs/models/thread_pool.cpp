// A fixed number of threads (--workers), and a queue of clients for them.
//
// How it works: threads are made once, and there are never too many of them. One accepts and puts clients
// into the queue; each worker takes one, and serves it with blocking calls until it has left.
//
// What it costs: as a thread for each connection: two calls and a switch of threads for a message, a stack
// for each worker. Not a thread's birth for each client. The bound is the price: as many silent clients as
// there are threads, and everybody else waits.
#include <condition_variable>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

#include "sockets.hpp"

namespace {

class Queue {
 public:
    void put(int client) {
        {
            const std::lock_guard lock(mutex_);
            clients_.push(client);
        }
        came_.notify_one();
    }
    /// Sleeps until there is a client.
    int take() {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [this] { return !clients_.empty(); });
        const int client = clients_.front();
        clients_.pop();
        return client;
    }

 private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::queue<int> clients_;
};

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    const int listener = models::listen_on(options);
    Queue queue;
    std::vector<std::jthread> pool;
    for (unsigned index = 0; index < options.workers; ++index) {
        pool.emplace_back([&queue, &options] {
            for (;;) models::echo(queue.take(), options.delay);
        });
    }
    for (;;) {
        const int client = models::accept_client(listener);
        if (client >= 0) queue.put(client);
    }
}
