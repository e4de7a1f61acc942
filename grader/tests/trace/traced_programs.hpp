// The tiny programs of traced_escapes.cpp, by name.
#pragma once

#include <functional>
#include <map>
#include <string>

std::map<std::string, std::function<void()>> programs_hard_to_follow();
