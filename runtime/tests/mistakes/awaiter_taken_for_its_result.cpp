// expect: write co_await before the call
#include "rt/rt.hpp"

rt::Task<> echo(rt::TcpStream stream) {
    char buffer[64];
    const auto got = stream.read(buffer);
    if (!got) co_return;
    co_await stream.write_all(buffer);
}
