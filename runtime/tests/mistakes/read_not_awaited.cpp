// expect: write co_await
#include "rt/rt.hpp"

rt::Task<> run(rt::TcpStream stream) {
    char byte[1];
    stream.read(byte);
    co_return;
}
