// expect: Take the parameter by value
#include "rt/rt.hpp"

#include <string>

rt::Task<std::size_t> length(const std::string& text) {
    co_await rt::yield_now();
    co_return text.size();
}
