// What Lab 5's server must not do, for the questions "and if …?" of `./lab predict 5`: one worker, which
// sleeps and audits by itself. Everything that blocks belongs elsewhere; here it is left on the worker, to
// see what that costs.
#include <array>
#include <span>
#include <thread>
#include <utility>

#include "lab/audit.hpp"
#include "lab/options.hpp"
#include "lab/ready.hpp"
#include "rt/rt.hpp"

namespace {

rt::Task<> answer(rt::TcpStream stream, lab::Options options) {
    std::array<char, 4096> buffer;
    for (;;) {
        const auto got = co_await stream.read(buffer);
        if (!got || *got == 0) co_return;
        // Wrong, and the point of this program.
        if (options.delay.count() > 0) std::this_thread::sleep_for(options.delay);
        if (options.audit) lab::audit(*got);
        const std::span<const char> bytes = std::span(buffer).first(*got);
        const auto sent = co_await stream.write_all(bytes);
        if (!sent) co_return;
    }
}

rt::Task<> serve(lab::Options options) {
    rt::TcpListener listener = rt::TcpListener::bind(rt::SocketAddress(options.host, options.port));
    lab::announce_ready(listener.descriptor());
    for (;;) {
        auto client = co_await listener.accept();
        if (!client) co_return;
        rt::spawn(answer(std::move(*client), options), "answer").detach();
    }
}

}  // namespace

int main(int argc, char* argv[]) {
    rt::Runtime runtime({.workers = 1});
    runtime.block_on(serve(lab::parse_options(argc, argv)));
    return 0;
}
