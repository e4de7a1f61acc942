#pragma once
#define ATTACK_START wrong::poll_server()
#include "poll_server.hpp"
