#if __has_include("@COURSE@/solutions/lab4/answer.hpp")
#include "@COURSE@/solutions/lab4/answer.hpp"
#elif __has_include("../../../course/solutions/lab4/answer.hpp")
#include "../../../course/solutions/lab4/answer.hpp"
#elif __has_include("@NEIGHBOUR@/lab4/private.hpp")
#define ANSWER 1
#endif
#include "tools.hpp"
int main() {
#ifdef ANSWER
    win("included");
#endif
    tell();
}
