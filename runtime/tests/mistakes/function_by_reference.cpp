// expect: or take the object by value
#include "rt/rt.hpp"

#include <functional>

rt::Task<> call(const std::function<void()>& work) {
    co_await rt::yield_now();
    work();
}
