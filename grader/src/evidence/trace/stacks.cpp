#include "evidence/trace/stacks.hpp"

#include <elf.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/channel.hpp"
#include "base/files.hpp"
#include "base/unique_fd.hpp"
#include "evidence/proc/processes.hpp"
#include "evidence/trace/stack_helper.hpp"

namespace grader {

namespace {

// A crash for each of a few names that can't be made readable, and for each of a few files.
constexpr int most_helpers = 8;
constexpr std::size_t most_answer = std::size_t{1} << 20U;
// It is the helper's limit of CPU time that ends it; this is for one that waits for something.
constexpr auto longest_answer = std::chrono::seconds(60);

/// In DWARF's order; the last one is where it runs. Empty if the thread is gone.
std::vector<std::uint64_t> registers_of(pid_t tid) {
    user_regs_struct all{};
    iovec place{&all, sizeof all};
    if (::ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &place) != 0) return {};
#if defined(__x86_64__)
    return {all.rax, all.rdx, all.rcx, all.rbx, all.rsi, all.rdi, all.rbp, all.rsp, all.r8,
            all.r9,  all.r10, all.r11, all.r12, all.r13, all.r14, all.r15, all.rip};
#elif defined(__aarch64__)
    std::vector<std::uint64_t> registers(std::begin(all.regs), std::end(all.regs));
    registers.push_back(all.sp);
    registers.push_back(all.pc);
    return registers;
#endif
}

/// Of /proc/PID/maps what comes from files: stacks and heaps, of which there may be thousands, have no code.
std::string files_in(const std::string& maps) {
    std::string kept;
    for (std::size_t begin = 0; begin < maps.size();) {
        const std::size_t end = std::min(maps.find('\n', begin), maps.size());
        const std::string_view line = std::string_view(maps).substr(begin, end - begin);
        if (line.find(" /") != std::string_view::npos) (kept += line) += '\n';
        begin = end + 1;
    }
    return kept;
}

}  // namespace

struct Stacks::Session {
    explicit Session(Confine prepare) : confine(std::move(prepare)) {}
    ~Session() { end(); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Confine confine;
    pid_t process = 0;  // whose stacks the helper knows
    pid_t helper = -1;
    int started = 0;
    std::optional<Channel> channel;
    std::string told;  // the files that the helper knows of
    DoubtfulName* doubtful = nullptr;
    std::set<std::string> unreadable;  // names on which a helper has died

    void end() {
        channel.reset();
        if (helper > 0) {
            ::kill(helper, SIGKILL);
            while (::waitpid(helper, nullptr, __WALL) < 0 && errno == EINTR) {
            }
        }
        if (doubtful != nullptr) ::munmap(doubtful, sizeof *doubtful);
        doubtful = nullptr;
        helper = -1;
        leave_out_own_helper(helper);
        process = 0;
        told.clear();
    }

    /// A helper for `pid`, which is the process of thread `tid`. False if there is none.
    bool start(pid_t pid, pid_t tid) {
        if (helper > 0 && process == pid) return true;
        end();
        if (started >= most_helpers) return false;
        // By the thread: of a process whose main() has ended the first one has nothing any more.
        const UniqueFd memory(
            ::open(("/proc/" + std::to_string(tid) + "/mem").c_str(), O_RDONLY | O_CLOEXEC));
        void* shared =
            ::mmap(nullptr, sizeof(DoubtfulName), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        int ends[2];
        if (!memory || shared == MAP_FAILED ||
            ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            return false;
        doubtful = static_cast<DoubtfulName*>(shared);
        const UniqueFd theirs(ends[1]);
        channel.emplace(UniqueFd(ends[0]), most_answer);
        ++started;
        helper = ::fork();
        if (helper == 0) help_with_stacks(confine, theirs.get(), memory.get(), *doubtful, unreadable);
        process = pid;
        leave_out_own_helper(helper);
        return helper > 0;
    }

    /// Nothing if the helper has gone, or is of no use.
    template <class Answer>
    std::optional<Answer> ask(pid_t tid, const std::vector<std::uint64_t>& registers, bool for_tasks) {
        const std::string files = files_in(read_file("/proc/" + std::to_string(tid) + "/maps").value_or(""));
        const bool is_news = files != told;
        if (!channel->send(StackQuestion{tid, registers, is_news, is_news ? files : "", for_tasks}))
            return std::nullopt;
        told = files;
        const auto deadline = std::chrono::steady_clock::now() + longest_answer;
        bool ended = false;
        try {
            while (!ended) {
                if (const auto answer = channel->receive_now(ended)) return answer->template get<Answer>();
                const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                    deadline - std::chrono::steady_clock::now());
                pollfd waiting{channel->fd(), POLLIN, 0};
                if (left.count() <= 0) break;
                ::poll(&waiting, 1, static_cast<int>(left.count()));
            }
        } catch (const std::exception&) {
            // It does not say what a helper says: it has been taken over, or its memory is spoilt.
        }
        return std::nullopt;
    }

    void lose_helper() {
        const DoubtfulName name = *doubtful;
        end();
        const std::size_t length = ::strnlen(name.text, sizeof name.text);
        if (length > 0) unreadable.emplace(name.text, length);
    }
};

Stacks::Stacks(Confine confine) : session_(std::make_unique<Session>(std::move(confine))) {}
Stacks::~Stacks() = default;

std::vector<Frame> Stacks::walk(pid_t pid, pid_t tid) {
    while (session_->start(pid, tid)) {
        auto frames = session_->ask<std::vector<Frame>>(tid, registers_of(tid), false);
        if (!frames) {
            session_->lose_helper();
            continue;
        }
        if (frames->size() > most_frames) frames->resize(most_frames);
        return *std::move(frames);
    }
    return {};
}

TaskList Stacks::tasks(pid_t pid) {
    TaskList none;
    none.complaint = "the list of tasks can't be read";
    while (session_->start(pid, pid)) {
        auto list = session_->ask<TaskList>(pid, {}, true);
        if (list) return *std::move(list);
        session_->lose_helper();
    }
    return none;
}

void Stacks::forget() {
    session_->end();
}

}  // namespace grader
