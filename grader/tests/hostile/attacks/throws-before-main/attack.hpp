#pragma once
#include <stdexcept>
struct Bad {
    Bad() { throw std::runtime_error("\x1b[2J::error::before main"); }
};
static const Bad bad;
