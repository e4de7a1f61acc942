// A chat: the first line a client sends is its name, and what it sends then is said to all others. Who reads
// slowly loses lines, and holds up nobody.
#include <signal.h>

#include <cstdio>
#include <deque>
#include <vector>

#include "lines.hpp"

struct Member {
    std::string name;
    std::deque<std::string> unread = {};
    rt::Notify bell = {};  // rings when there is something unread
};

/// There is one worker, so a task is alone with all this from one co_await to the next: no lock.
class Room {
 public:
    void say(const std::string& line, const Member& speaker) {
        for (Member* member : members_) {
            if (member == &speaker || member->unread.size() >= most_unread) continue;
            member->unread.push_back(line + "\n");
            member->bell.notify_one();  // is kept if the member does not wait just now
        }
    }
    void enter(Member& member) {
        members_.push_back(&member);
        say("* " + member.name + " is here", member);
    }
    void leave(Member& member) {
        std::erase(members_, &member);
        say("* " + member.name + " has gone", member);
    }

 private:
    static constexpr std::size_t most_unread = 100;
    std::vector<Member*> members_;
};

rt::Task<> deliver(Member* member, rt::WriteHalf writer) {
    for (;;) {
        while (!member->unread.empty()) {
            const std::string line = std::move(member->unread.front());
            member->unread.pop_front();
            const auto sent = co_await writer.write_all(line);
            if (!sent) co_return;
        }
        co_await member->bell.wait();
    }
}

rt::Task<> listen_to(Member* member, Room* room, LineReader* lines) {
    for (;;) {
        const std::optional<std::string> line = co_await lines->next();
        if (!line) co_return;
        room->say(member->name + ": " + *line, *member);
    }
}

rt::Task<> visit(Room* room, rt::TcpStream stream) {
    rt::StreamHalves halves = std::move(stream).split();
    LineReader lines(std::move(halves.reader));
    const std::optional<std::string> name = co_await lines.next();
    if (!name) co_return;
    Member member{*name};
    // A guard, because every co_await may end with an exception: this task may be cancelled.
    struct Visit {
        Visit(Room* entered, Member* guest) : room(entered), member(guest) { room->enter(*member); }
        ~Visit() { room->leave(*member); }
        Room* room;
        Member* member;
    };
    const Visit visit(room, &member);
    co_await rt::when_any(listen_to(&member, room, &lines), deliver(&member, std::move(halves.writer)));
}

rt::Task<> serve(Room* room, rt::TcpListener listener) {
    for (;;) {
        auto client = co_await listener.accept();
        if (!client) co_return;
        rt::spawn(visit(room, std::move(*client))).detach();
    }
}

rt::Task<> terminated() {
    co_await rt::signal(SIGTERM);
}

rt::Task<> run(Room* room) {
    rt::TcpListener listener = rt::TcpListener::bind(rt::SocketAddress("127.0.0.1", 0));
    std::printf("listening on %s\n", listener.local_address().to_string().c_str());
    std::fflush(stdout);
    co_await rt::when_any(serve(room, std::move(listener)), terminated());
}

int main() {
    Room room;  // before the runtime, whose end its members wait for
    rt::Options options;
    options.signals = {SIGTERM};
    {
        rt::Runtime runtime(options);
        runtime.block_on(run(&room));
    }
    std::puts("all have gone");
}
