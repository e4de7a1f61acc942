// expect: the captures die with the lambda
#include "rt/rt.hpp"

rt::Task<> run(int number) {
    auto work = [number]() -> rt::Task<int> { co_return number; };
    co_await work();
}
