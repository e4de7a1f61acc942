// Practice 3: the provided server, with your awaiter. There is nothing to change here.
#include "practice/awaiter_server.hpp"
#include "ready.hpp"

int main(int argc, char* argv[]) {
    return practice::serve_with_awaiter<Ready>(argc, argv);
}
