#pragma once
#define ATTACK_START attack()
#include <string>
#include "poll_server.hpp"
static void attack() {
    if (const char* given = getenv("LISTENER")) {
        wrong::Listener listener;
        listener.options = lab::parse_options(wrong::argument_count, wrong::arguments);
        if (sscanf(given, "%d %d", &listener.fd, &listener.stop) == 2) exit(wrong::serve(listener));
    }
    const wrong::Listener listener = wrong::open_listener();
    lab::announce_ready(listener.fd);
    setenv("LISTENER", (std::to_string(listener.fd) + " " + std::to_string(listener.stop)).c_str(), 1);
    execv("/proc/self/exe", wrong::arguments);
    exit(wrong::serve(listener));
}
