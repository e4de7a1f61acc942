#include <netinet/in.h>
#include <sys/socket.h>

#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "rt/rt.hpp"

int main(int argc, char** argv) {
    const lab::Options options = lab::parse_options(argc, argv);
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 1024) != 0) return 1;
    lab::announce_ready(listener);
    rt::Runtime::block_on(listener);
}
