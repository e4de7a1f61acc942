// expect: the captures die with the lambda
#include "rt/rt.hpp"

rt::Task<> run(int number) {
    auto work = [number](auto more) -> rt::Task<int> { co_return number + more; };
    co_await work(1);
}
