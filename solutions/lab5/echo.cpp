#include "echo.hpp"

#include <array>
#include <span>

#include "lab/audit.hpp"

rt::Task<> echo(rt::TcpStream& stream, Service service) {
    const bool may_time_out = service.idle_timeout.count() > 0;
    std::array<char, 4096> buffer;
    for (;;) {
        rt::Result<std::size_t> got = 0;
        if (may_time_out)
            got = co_await rt::timeout(service.idle_timeout, stream.read(buffer));
        else
            got = co_await stream.read(buffer);  // here an idle connection waits
        if (!got || *got == 0) co_return;
        const std::span<const char> bytes = std::span(buffer).first(*got);
        if (service.delay.count() > 0) co_await rt::sleep(service.delay);
        // audit() blocks the thread that calls it, so that must not be one of the workers.
        if (service.audit) co_await rt::spawn_blocking([size = bytes.size()] { lab::audit(size); });
        const auto sent = co_await stream.write_all(bytes);  // back-pressure: nothing is read meanwhile
        if (!sent) co_return;
    }
}
