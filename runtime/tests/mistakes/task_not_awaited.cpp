// expect: write co_await, or rt::spawn
#include "rt/rt.hpp"

rt::Task<> work();

rt::Task<> run() {
    work();
    co_return;
}
