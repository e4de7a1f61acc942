// /proc/net/tcp, as far as a submission has a say in it.
#include "evidence/proc/tcp_table.hpp"

#include "input.hpp"

using namespace grader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const TcpSocket& socket : parse_tcp_table(text_of(data, size))) {
        must(socket.local_port >= 0 && socket.local_port <= 65535, "a port has sixteen bits");
        must(socket.local_address.size() < 16, "an address is short");
    }
    return 0;
}
