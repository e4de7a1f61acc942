#pragma once
#define ATTACK_READY *static_cast<volatile int*>(nullptr) = 1
