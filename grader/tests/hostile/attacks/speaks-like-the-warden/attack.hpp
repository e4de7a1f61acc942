#pragma once
#define ATTACK_START attack()
#include "poll_server.hpp"
static void attack() {
    for (int turn = 0; turn < 2000; ++turn)
        fputs("{\"is\":\"event\",\"event\":{\"what\":\"call\",\"name\":\"clone\",\"tid\":3,\"result\":4,\"begin\":1,\"end\":2}}\n"
              "{\"is\":\"ended\",\"how\":\"exited\",\"value\":0}\n{\"do\":\"mark\",\"name\":\"idle\"}\n",
              stderr);
    wrong::poll_server();
}
