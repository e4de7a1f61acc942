#include "echo.hpp"

#include <array>
#include <span>

#include "lab/audit.hpp"

namespace {

rt::Task<rt::Result<std::size_t>> read_some(rt::TcpStream& stream, std::span<char> buffer) {
    const auto got = co_await stream.read(buffer);  // here an idle connection waits
    co_return got;
}

/// The number of bytes that came, 0 at the end of the stream; ETIMEDOUT if nothing came in time.
rt::Task<rt::Result<std::size_t>> read_in_time(rt::TcpStream& stream, std::span<char> buffer,
                                               std::chrono::milliseconds limit) {
    auto in_time = co_await rt::timeout(limit, read_some(stream, buffer));
    if (!in_time) co_return rt::Failure(in_time.error());
    co_return *in_time;
}

}  // namespace

rt::Task<> echo(rt::TcpStream& stream, Service service) {
    const bool may_time_out = service.idle_timeout.count() > 0;
    std::array<char, 4096> buffer;
    for (;;) {
        rt::Result<std::size_t> got = 0;
        if (may_time_out)
            got = co_await read_in_time(stream, buffer, service.idle_timeout);
        else
            got = co_await stream.read(buffer);
        if (!got || *got == 0) co_return;
        const std::span<const char> bytes = std::span(buffer).first(*got);
        if (service.delay.count() > 0) co_await rt::sleep(service.delay);
        // audit() blocks the thread that calls it, so that must not be one of the workers.
        if (service.audit) co_await rt::spawn_blocking([size = bytes.size()] { lab::audit(size); });
        const auto sent = co_await stream.write_all(bytes);  // back-pressure: nothing is read meanwhile
        if (!sent) co_return;
    }
}
