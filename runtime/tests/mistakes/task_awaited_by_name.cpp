// expect: write co_await std::move
#include "rt/rt.hpp"

rt::Task<> work();

rt::Task<> run() {
    rt::Task<> later = work();
    co_await later;
}
