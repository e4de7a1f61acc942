#include <unistd.h>

#include <cstdio>

int main() {
    std::puts("Server up and running on port 8080!");
    std::fflush(stdout);
    pause();
}
