// Practice 3: the provided server, with the awaiter.
#include "practice/awaiter_server.hpp"
#include "ready.hpp"

int main(int argc, char* argv[]) {
    return practice::serve_with_awaiter<Ready>(argc, argv);
}
