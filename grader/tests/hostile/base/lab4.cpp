// A right Lab 4 server with places for an attack: a detached thread for each connection, a signalfd for SIGTERM.
#include "tools.hpp"
// After the tools, which it may use, and before the hooks, which it defines.
#include "attack.hpp"
#include "hooks.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <set>

#include "lab/options.hpp"
#include "lab/ready.hpp"

namespace {

lab::Options options;
int term = -1;
int bell = -1;  // rung by each thread that ends
pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
// Never destroyed: a thread that did not end in time may still look at it while the program exits.
std::set<int>& live = *new std::set<int>;

size_t number_live() {
    pthread_mutex_lock(&guard);
    const size_t number = live.size();
    pthread_mutex_unlock(&guard);
    return number;
}

bool send_all(int client, const char* bytes, size_t length) {
    while (length > 0) {
        const ssize_t sent = send(client, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes += sent;
        length -= static_cast<size_t>(sent);
    }
    return true;
}

void wait_for_back_end() {
    const auto end = std::chrono::steady_clock::now() + options.delay;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd stop{term, POLLIN, 0};
        if (left.count() <= 0 || poll(&stop, 1, static_cast<int>(left.count())) > 0) return;
    }
}

void echo(int client) {
    char buffer[16384];
    for (;;) {
        const ssize_t got = recv(client, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        if (options.delay.count() > 0) wait_for_back_end();
        if (!send_all(client, buffer, static_cast<size_t>(got))) return;
    }
}

void* serve(void* argument) {
    const int client = static_cast<int>(reinterpret_cast<intptr_t>(argument));
    ATTACK_CONNECTION(client);
    echo(client);
    pthread_mutex_lock(&guard);
    live.erase(client);
    // Under the lock: whoever shuts down all live ones must not meet a number that is somebody else's by now.
    close(client);
    pthread_mutex_unlock(&guard);
    eventfd_write(bell, 1);
    return nullptr;
}

void start(int client) {
    pthread_mutex_lock(&guard);
    live.insert(client);
    pthread_mutex_unlock(&guard);
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    const int failure =
        pthread_create(&thread, &detached, serve, reinterpret_cast<void*>(static_cast<intptr_t>(client)));
    pthread_attr_destroy(&detached);
    if (failure == 0) return;
    pthread_mutex_lock(&guard);
    live.erase(client);
    close(client);
    pthread_mutex_unlock(&guard);
}

int listen_where_told() {
    sockaddr_in address = ipv4(options.host.c_str(), options.port);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (listener < 0 || bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0)
        lab::cannot_listen(options, errno);
    return listener;
}

void shut_down_all(int how) {
    pthread_mutex_lock(&guard);
    for (const int client : live) shutdown(client, how);
    pthread_mutex_unlock(&guard);
}

void wait_until_all_have_gone(int milliseconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    while (number_live() > 0 && std::chrono::steady_clock::now() < end) {
        pollfd rung{bell, POLLIN, 0};
        eventfd_t times = 0;
        if (poll(&rung, 1, 20) > 0) eventfd_read(bell, &times);
    }
}

}  // namespace

int main(int argc, char** argv) {
    ATTACK_START;
    options = lab::parse_options(argc, argv);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    term = signalfd(-1, &signals, SFD_CLOEXEC);
    bell = eventfd(0, EFD_CLOEXEC);
    const int listener = listen_where_told();
    tell();
    lab::announce_ready(listener);
    ATTACK_READY;
    bool out_of_descriptors = false;
    for (;;) {
        const bool full = options.max_connections != 0 && number_live() >= options.max_connections;
        pollfd events[] = {{term, POLLIN, 0}, {bell, POLLIN, 0}, {listener, POLLIN, 0}};
        poll(events, full || out_of_descriptors ? 2 : 3, out_of_descriptors ? 100 : -1);
        eventfd_t times = 0;
        if ((events[1].revents & POLLIN) != 0) eventfd_read(bell, &times);
        if ((events[0].revents & POLLIN) != 0) break;
        out_of_descriptors = false;
        if (full || (events[2].revents & POLLIN) == 0) continue;
        const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) start(client);
        out_of_descriptors = client < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM);
    }
    close(listener);
    shut_down_all(SHUT_RD);
    wait_until_all_have_gone(1500);
    shut_down_all(SHUT_RDWR);
    wait_until_all_have_gone(300);
    ATTACK_END;
    return 0;
}
