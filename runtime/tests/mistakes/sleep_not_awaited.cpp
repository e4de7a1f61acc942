// expect: nobody sleeps before that
#include "rt/rt.hpp"

rt::Task<> run() {
    rt::sleep(std::chrono::seconds(1));
    co_return;
}
