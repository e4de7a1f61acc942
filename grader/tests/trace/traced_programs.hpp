// The tiny programs of traced_escapes.cpp and traced_waits.cpp, by name.
#pragma once

#include <functional>
#include <map>
#include <string>

std::map<std::string, std::function<void()>> programs_hard_to_follow();
std::map<std::string, std::function<void()>> programs_that_wait();
