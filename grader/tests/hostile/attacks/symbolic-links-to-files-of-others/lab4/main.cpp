#include "tools.hpp"
#if __has_include("answers/answer.hpp")
#include "answers/answer.hpp"
#elif __has_include("answer.hpp")
#include "answer.hpp"
#endif
int main() {
#ifdef ANSWER
    win("included");
#endif
    tell();
}
