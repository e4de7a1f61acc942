// expect: nor be taken by one as a reference
#include "rt/rt.hpp"

template <class Work>
rt::Task<int> call(const Work& work) {
    co_await rt::yield_now();
    co_return work();
}

rt::Task<> run(int number) {
    co_await call([number] { return number; });
}
