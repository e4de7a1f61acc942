// Reads all that several servers on this machine have to say, from all of them at the same time:
// parallel_fetch PORT...
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include "rt/rt.hpp"

struct Page {
    std::uint16_t port;
    std::string text = {};
};

rt::Task<> fetch(Page* page) {
    auto connection = co_await rt::TcpStream::connect(rt::SocketAddress("127.0.0.1", page->port));
    rt::TcpStream server = std::move(connection).value();  // throws if there is none
    std::array<char, 4096> buffer;
    for (;;) {
        const auto got = co_await server.read(buffer);
        if (got.value() == 0) co_return;
        page->text.append(buffer.data(), *got);
    }
}

rt::Task<> fetch_all(std::vector<Page>* pages) {
    co_await rt::with_group(
        [](rt::TaskGroup& group, std::vector<Page>* all) -> rt::Task<> {
            for (Page& page : *all) group.spawn(fetch(&page));
            co_await group.join();  // throws what a child has thrown
        },
        pages);
}

int main(int count, char** arguments) {
    std::vector<Page> pages;
    for (int index = 1; index < count; ++index)
        pages.push_back({static_cast<std::uint16_t>(std::atoi(arguments[index]))});
    rt::Runtime runtime;
    try {
        runtime.block_on(fetch_all(&pages));
    } catch (const std::system_error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    for (const Page& page : pages) std::printf("%s", page.text.c_str());
}
