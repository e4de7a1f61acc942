// expect: function object with members
#include "rt/rt.hpp"

struct Work {
    rt::Task<int> operator()(int more) { co_return number + more; }
    rt::Task<int> operator()(char) { co_return number; }
    int number;
};
