// expect: function object with members
#include "rt/rt.hpp"

struct Work {
    rt::Task<int> operator()() const { co_return number; }
    int number;
};
