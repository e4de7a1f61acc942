// expect: declare it without const
#include "rt/rt.hpp"

struct Work {
    rt::Task<int> get() const { co_return number; }
    int number;
};
