// io_uring(7): not readiness but completion.
//
// How it works: we write into a ring shared with the kernel what is to be done (accept, receive into this
// buffer, send that), and read from another ring what has been done. There is no EAGAIN, as the kernel does
// the waiting. The buffer belongs to the kernel until its request is complete.
//
// What it costs: one system call hands over all requests of a round and waits for the first result, so with
// many clients a message costs a fraction of a call; with one client, one or two. The work of the calls
// remains. O(ready), as epoll. Memory: a buffer for every connection that waits, since the kernel must have
// one to put the bytes into (provided buffers, io_uring_register_buf_ring(3), lend them out instead).
#include <liburing.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <system_error>
#include <utility>

#include "sockets.hpp"

namespace {

struct Client {
    int socket;
    std::array<char, 16 * 1024> buffer;
    std::size_t begin = 0, end = 0;  // what of the buffer has been received and not yet sent
    bool waits = false;              // until its echo is due: the kernel has a timer for it
};

class Ring {
 public:
    Ring() {
        // One thread uses the ring, and the kernel need not interrupt it to finish a request: it may do so
        // when we wait. Kernels before 6.1 know nothing of that.
        int error =
            io_uring_queue_init(1024, &ring_, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);
        if (error == -EINVAL) error = io_uring_queue_init(1024, &ring_, 0);
        if (error < 0) throw std::system_error(-error, std::generic_category(), "io_uring_queue_init");
    }
    ~Ring() { io_uring_queue_exit(&ring_); }
    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;

    void accept(int listener) {
        io_uring_sqe* request = next_request();
        io_uring_prep_accept(request, listener, nullptr, nullptr, SOCK_CLOEXEC);
        io_uring_sqe_set_data(request, nullptr);  // the listener's; others point to their client
    }
    /// A timer is a request like any other; `time` stays where it is until the kernel has taken it.
    void wait(Client& client, __kernel_timespec& time) {
        io_uring_sqe* request = next_request();
        io_uring_prep_timeout(request, &time, 0, 0);
        io_uring_sqe_set_data(request, &client);
        client.waits = true;
    }
    /// Receives if all is sent, otherwise sends.
    void go_on(Client& client) {
        io_uring_sqe* request = next_request();
        if (client.begin == client.end)
            io_uring_prep_recv(request, client.socket, client.buffer.data(), client.buffer.size(), 0);
        else
            io_uring_prep_send(request, client.socket, client.buffer.data() + client.begin,
                               client.end - client.begin, MSG_NOSIGNAL);
        io_uring_sqe_set_data(request, &client);
    }

    /// Hands over all requests, waits until one of any is complete, and calls `done(client, result)` for each
    /// that is.
    template <class Done>
    void run_once(Done done) {
        io_uring_submit_and_wait(&ring_, 1);  // a signal may interrupt it: then nothing is complete
        io_uring_cqe* completion = nullptr;
        while (io_uring_peek_cqe(&ring_, &completion) == 0) {
            auto* const client = static_cast<Client*>(io_uring_cqe_get_data(completion));
            const int result = completion->res;
            io_uring_cqe_seen(&ring_, completion);
            done(client, result);
        }
    }

 private:
    io_uring_sqe* next_request() {
        io_uring_sqe* request = io_uring_get_sqe(&ring_);
        while (request == nullptr) {  // the ring is full: the kernel takes what is in it
            io_uring_submit(&ring_);
            request = io_uring_get_sqe(&ring_);
        }
        return request;
    }
    io_uring ring_;
};

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    const int listener = models::listen_on(options);
    __kernel_timespec delay{};
    delay.tv_sec = options.delay.count() / 1000;
    delay.tv_nsec = options.delay.count() % 1000 * 1'000'000;
    Ring ring;
    ring.accept(listener);
    for (;;) {
        ring.run_once([&](Client* client, int result) {
            if (client == nullptr) {  // somebody has come, or has gone again
                if (result == -EMFILE || result == -ENFILE || result == -ENOMEM)
                    throw std::system_error(-result, std::generic_category(), "accept");
                if (result >= 0) ring.go_on(*new Client{result, {}, 0, 0, false});
                ring.accept(listener);
                return;
            }
            if (std::exchange(client->waits, false)) return ring.go_on(*client);
            const bool receiving = client->begin == client->end;
            if (result < 0 && result != -EINTR && result != -EAGAIN) result = 0;
            if (receiving && result > 0) {
                client->begin = 0;
                client->end = static_cast<std::size_t>(result);
                if (options.delay.count() > 0) return ring.wait(*client, delay);
            } else if (result > 0) {
                client->begin += static_cast<std::size_t>(result);
            } else if (result == 0) {  // the end of the stream, or an error: no request of it is left
                const std::unique_ptr<Client> gone(client);
                close(gone->socket);
                return;
            }
            ring.go_on(*client);
        });
    }
}
