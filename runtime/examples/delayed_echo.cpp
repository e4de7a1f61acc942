// An echo that takes its time: for each line "MILLISECONDS TEXT" it sends TEXT back, that much later. Each
// line is a task of its own, so a short delay overtakes a long one.
#include <signal.h>

#include <charconv>
#include <chrono>
#include <cstdio>

#include "lines.hpp"

rt::Task<> answer(rt::WriteHalf* writer, rt::Mutex* turn, std::string line) {
    unsigned milliseconds = 0;
    const char* const end = line.data() + line.size();
    const auto number = std::from_chars(line.data(), end, milliseconds);
    const char* const text = number.ptr == end ? end : number.ptr + 1;  // behind the space
    co_await rt::sleep(std::chrono::milliseconds(milliseconds));
    const std::string back = std::string(text, end) + "\n";
    // Held while the bytes go out: two answers at the same time would mix.
    const rt::Mutex::Lock lock = co_await turn->lock();
    const auto sent = co_await writer->write_all(back);
    if (!sent) co_return;  // the client has gone: its reader sees that, too
}

rt::Task<> serve_client(rt::TcpStream stream) {
    rt::StreamHalves halves = std::move(stream).split();
    LineReader lines(std::move(halves.reader));
    rt::Mutex turn;
    co_await rt::with_group(
        [](rt::TaskGroup& group, LineReader* from, rt::WriteHalf* to, rt::Mutex* one) -> rt::Task<> {
            for (;;) {
                const std::optional<std::string> line = co_await from->next();
                if (!line) break;
                group.spawn(answer(to, one, *line));
            }
            co_await group.join();  // the client sends no more, but may wait for answers
        },
        &lines, &halves.writer, &turn);
}

rt::Task<> serve(rt::TcpListener listener) {
    for (;;) {
        auto client = co_await listener.accept();
        if (!client) co_return;
        rt::spawn(serve_client(std::move(*client))).detach();
    }
}

rt::Task<> terminated() {
    co_await rt::signal(SIGTERM);
}

rt::Task<> run() {
    rt::TcpListener listener = rt::TcpListener::bind(rt::SocketAddress("127.0.0.1", 0));
    std::printf("listening on %s\n", listener.local_address().to_string().c_str());
    std::fflush(stdout);
    // Whichever ends first ends the other.
    const auto first = co_await rt::when_any(serve(std::move(listener)), terminated());
    if (first.index() == 1) std::puts("terminated");
}

int main() {
    rt::Options options;
    options.workers = rt::available_processors();
    options.signals = {SIGTERM};
    rt::Runtime runtime(options);
    runtime.block_on(run());
}
