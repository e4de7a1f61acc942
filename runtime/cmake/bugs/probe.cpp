// Which of the known coroutine bugs does this compiler have? Each is tried in a process of its own (the bug
// may be a crash, or a wait for ever), by a function that says whether it has gone wrong. One line for each:
// "name=1" means: has it.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <vector>

#include "lazy.hpp"

namespace {

/// Counts its births and deaths, and knows where it was born: a bitwise copy is somewhere else.
struct Counted {
    Counted() : me(this) { ++alive; }
    Counted(const Counted&) : me(this) { ++alive; }
    Counted& operator=(const Counted&) { return *this; }
    ~Counted() {
        --alive;
        if (me != this) ++displaced;
    }
    Counted* me;
    static inline int alive = 0;
    static inline int displaced = 0;
    static bool wrong() { return alive != 0 || displaced != 0; }
};

Lazy<Counted> make_counted() {
    co_return Counted();
}

Lazy<bool> note_run(bool* ran) {
    *ran = true;
    co_return false;
}

// 1. No local variable, and a co_await in a condition: what is awaited never runs.
Lazy<int> await_in_condition(bool* ran) {
    if (co_await note_run(ran)) co_return 1;
    co_return 0;
}
bool condition() {
    bool ran = false;
    Lazy<int> task = await_in_condition(&ran);
    const bool ended = task.run();
    return !ran || !ended;
}

// 2. A temporary aggregate with a member that has a destructor, beside a co_await: destroyed twice.
struct Aggregate {
    Counted member;
    int number;
};
Lazy<int> take(Aggregate options) {
    co_return options.number;
}
Lazy<int> await_with_temporary() {
    const int number = co_await take(Aggregate{Counted(), 1});
    co_return number;
}
bool temporary() {
    {
        Lazy<int> task = await_with_temporary();
        task.run();
    }
    return Counted::wrong();
}

// 2, too: a temporary lambda with such a capture.
Lazy<int> call(auto function) {
    function();
    co_return 1;
}
Lazy<int> await_with_lambda() {
    Counted captured;
    const int number = co_await call([captured] { (void)captured; });
    co_return number;
}
bool lambda() {
    {
        Lazy<int> task = await_with_lambda();
        task.run();
    }
    return Counted::wrong();
}

// 3. A conditional operator of which one branch awaits an object: copied bitwise.
Lazy<int> await_in_conditional(bool first) {
    Counted object = first ? co_await make_counted() : Counted();
    co_return object.me == &object ? 0 : 1;
}
bool conditional() {
    bool moved = false;
    for (const bool first : {true, false}) {
        Lazy<int> task = await_in_conditional(first);
        task.run();
        moved = moved || task.value() != 0;
    }
    return moved || Counted::wrong();
}

// 4. (Its other part is in initializer_list.cpp.) Members of an aggregate that are awaited.
struct Both {
    Counted one;
    Counted two;
};
Lazy<int> await_members() {
    Both both{co_await make_counted(), co_await make_counted()};
    co_return both.one.me == &both.one&& both.two.me == &both.two ? 0 : 1;
}
bool aggregate() {
    bool moved = false;
    {
        Lazy<int> task = await_members();
        task.run();
        moved = task.value() != 0;
    }
    return moved || Counted::wrong();
}

// 5. A local that wants more alignment than operator new gives: where the frame is decides.
[[gnu::noinline]] bool is_aligned(const volatile void* object) {
    auto address = reinterpret_cast<std::uintptr_t>(object);
    asm volatile("" : "+r"(address));  // or the compiler takes the answer for granted
    return address % 64 == 0;
}
Lazy<int> align_local() {
    struct alignas(64) Line {
        char bytes[64];
    };
    volatile Line line{};
    const bool nobody = false;
    bool ran = false;
    if (nobody) co_return 0;
    const bool ignored = co_await note_run(&ran);
    (void)ignored;
    co_return is_aligned(&line) ? 0 : 1;
}
bool overaligned() {
    std::vector<Lazy<int>> all;
    for (int frame = 0; frame < 20; ++frame) all.push_back(align_local());
    bool misaligned = false;
    for (Lazy<int>& task : all) {
        task.run();
        misaligned = misaligned || task.value() != 0;
    }
    return misaligned;
}

// 6. Symmetric transfer that is an ordinary call: the stack grows with each await.
std::uintptr_t lowest = UINTPTR_MAX;
[[gnu::noinline]] void note_stack() {
    const volatile char here = 0;
    const auto address = reinterpret_cast<std::uintptr_t>(&here);
    if (address < lowest) lowest = address;
}
Lazy<int> leaf() {
    note_stack();
    co_return 1;
}
Lazy<int> await_many() {
    int sum = 0;
    for (int count = 0; count < 1'000; ++count) sum += co_await leaf();
    co_return sum;
}
bool symmetric_transfer() {
    Lazy<int> one = leaf();
    one.run();
    const std::uintptr_t shallow = lowest;
    Lazy<int> many = await_many();
    many.run();
    return shallow - lowest > 16'000;
}

// 8. Names for the parts of what is awaited.
struct Parts {
    Counted one;
    int two;
};
Lazy<Parts> make_parts() {
    Parts parts{Counted(), 2};
    co_return parts;
}
Lazy<int> await_parts() {
    auto [one, two] = co_await make_parts();
    co_return one.me == &one&& two == 2 ? 0 : 1;
}
bool structured_binding() {
    bool moved = false;
    {
        Lazy<int> task = await_parts();
        task.run();
        moved = task.value() != 0;
    }
    return moved || Counted::wrong();
}

/// A crash, or no end within some seconds, is going wrong as well.
bool goes_wrong(bool (*bug)()) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(5);
        ::_exit(bug() ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status != 0;
}

void report(const char* name, bool wrong) {
    std::printf("%s=%d\n", name, wrong ? 1 : 0);
    std::fflush(stdout);
}

}  // namespace

int main() {
    report("condition", goes_wrong(condition));
    report("temporary", goes_wrong(temporary) || goes_wrong(lambda));
    report("conditional", goes_wrong(conditional));
    report("aggregate", goes_wrong(aggregate));
    report("overaligned", goes_wrong(overaligned));
    report("symmetric_transfer", goes_wrong(symmetric_transfer));
    report("structured_binding", goes_wrong(structured_binding));
}
