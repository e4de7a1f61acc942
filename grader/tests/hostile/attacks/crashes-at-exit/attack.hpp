#pragma once
#define ATTACK_END throw 1
