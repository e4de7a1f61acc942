// A fixed number of processes (--workers), made before the first client comes.
//
// How it works: all of them sleep in accept() on the same listening socket, and the kernel gives each client
// to one of them. What one process does wrong, or the end it comes to, is no other's concern; nor can they
// share anything but the socket.
//
// What it costs: two calls for a message, and a switch of processes: dearer than one of threads, as the
// memory is another. A process for each client: page tables, and each page that it writes to. The limit is a
// thread pool's: a silent client keeps a process.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <chrono>
#include <vector>

#include "sockets.hpp"

namespace {

[[noreturn]] void serve(int listener, std::chrono::milliseconds delay) {
    for (;;) {
        const int client = models::accept_client(listener);
        if (client >= 0) models::echo(client, delay);
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    const lab::Options options = lab::parse_options(argc, argv);
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &before);  // the parent waits for it below; nobody may be lost before that
    const int listener = models::listen_on(options);

    const pid_t parent = getpid();
    std::vector<pid_t> children;
    for (unsigned index = 0; index < options.workers; ++index) {
        const pid_t child = models::check(fork(), "fork");
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);  // no orphans, even if the parent is killed
            if (getppid() != parent) _exit(1);
            sigprocmask(SIG_SETMASK, &before, nullptr);
            serve(listener, options.delay);
        }
        children.push_back(child);
    }

    int received = 0;
    sigwait(&term, &received);
    for (const pid_t child : children) kill(child, SIGTERM);
    while (wait(nullptr) > 0) {
    }
}
