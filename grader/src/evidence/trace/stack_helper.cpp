#include "evidence/trace/stack_helper.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/channel.hpp"
#include "base/core_dumps.hpp"
#include "evidence/trace/dwarf.hpp"
#include "evidence/trace/readable_name.hpp"

namespace grader {

namespace {

constexpr rlim_t most_memory = rlim_t{768} << 20U;
constexpr rlim_t most_cpu_seconds = 60;

void limit(__rlimit_resource resource, rlim_t value) {
    rlimit now{};
    ::getrlimit(resource, &now);
    const rlimit wanted{std::min(value, now.rlim_max), std::min(value, now.rlim_max)};
    ::setrlimit(resource, &wanted);
}

/// Leaves nothing open but these two, which become 3 and 4.
void keep_only(int channel, int memory) {
    const int one = ::fcntl(channel, F_DUPFD, 10);
    const int other = ::fcntl(memory, F_DUPFD, 10);
    ::dup2(one, 3);
    ::dup2(other, 4);
    for (const int standard : {0, 1, 2}) ::close(standard);
    ::syscall(SYS_close_range, 5U, ~0U, 0U);
    ::open("/dev/null", O_RDWR);
    ::dup2(0, 1);
    ::dup2(0, 2);
}

}  // namespace

IO_LABS_JSON_FIELDS(StackQuestion, thread, registers, files_have_changed, files, asks_for_tasks)

void help_with_stacks(const std::function<void()>& confine, int channel, int memory, DoubtfulName& doubtful,
                      const std::set<std::string>& unreadable) {
    try {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::prctl(PR_SET_NAME, "io-labs-stacks");
        keep_only(channel, memory);
        if (confine) confine();
        leave_no_core_dumps();
        limit(RLIMIT_CPU, most_cpu_seconds);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        limit(RLIMIT_AS, most_memory);
#endif
        Dwarf dwarf(4, [&](const char* name) { return readable_name(name, doubtful, unreadable); });
        Channel questions{UniqueFd(3)};
        while (const auto question = questions.receive()) {
            const auto asked = question->get<StackQuestion>();
            if (asked.files_have_changed) dwarf.list_files(asked.files);
            const bool sent = asked.asks_for_tasks
                                  ? questions.send(dwarf.read_tasks())
                                  : questions.send(dwarf.walk(asked.thread, asked.registers));
            if (!sent) break;
        }
    } catch (const std::exception&) {
        ::_exit(1);
    }
    ::_exit(0);
}

std::vector<Frame> frames_of_open_file(int file, unsigned long long address) {
    DoubtfulName doubtful{};
    return Dwarf::frames_of_file(file, address,
                                 [&](const char* name) { return readable_name(name, doubtful, {}); });
}

}  // namespace grader
