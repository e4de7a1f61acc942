// expect: Take the parameter by value
#include "rt/rt.hpp"

rt::Task<> run() {
    int number = 1;
    auto work = [](auto& given) -> rt::Task<int> { co_return given; };
    co_await work(number);
}
