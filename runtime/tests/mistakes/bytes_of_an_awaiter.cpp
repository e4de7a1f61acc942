// expect: write co_await before the call
#include "rt/rt.hpp"

rt::Task<std::size_t> count(rt::TcpStream stream) {
    char buffer[64];
    auto got = stream.read(buffer);
    co_return *got;
}
