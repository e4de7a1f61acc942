#include <cstdio>

int main() {
    std::puts("listening on 127.0.0.1:1")
    return 0;
}
