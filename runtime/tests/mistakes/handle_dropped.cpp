// expect: call detach
#include "rt/rt.hpp"

rt::Task<> work();

rt::Task<> run() {
    rt::spawn(work());
    co_return;
}
