#include "warden/memory_watch.hpp"

#include <unistd.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "evidence/proc/processes.hpp"

namespace grader {

namespace {

/// The sum of some lines of a file of /proc, which are in KiB.
std::uint64_t sum_of(const std::string& text, std::initializer_list<const char*> keys) {
    std::uint64_t sum = 0;
    for (const char* key : keys) sum += number_at(text, key);
    return sum << 10U;
}

/// A page that five processes share is five times in this one …
std::uint64_t resident(const std::string& status) {
    return sum_of(status, {"RssAnon", "RssShmem", "VmSwap"});
}

/// The tables that say where its pages are: whoever reads a byte here and there of a terabyte that is empty
/// has no page, and gigabytes of them.
std::uint64_t page_tables(const std::string& status) {
    return sum_of(status, {"VmPTE"});
}

std::string status_of(const std::string& directory) {
    return read_file(directory + "/status", 8192).value_or("");
}

/// … and a fifth of a page in this one, for which the kernel goes through the page tables.
std::uint64_t proportional(const std::string& directory, std::uint64_t otherwise) {
    const std::string text = read_file(directory + "/smaps_rollup", 8192).value_or("");
    const std::uint64_t sum = sum_of(text, {"Pss_Anon", "Pss_Shmem", "SwapPss"});
    return text.find("\nPss_Anon:") == std::string::npos ? otherwise : sum;
}

}  // namespace

std::uint64_t memory_of(const std::vector<pid_t>& processes, std::uint64_t bound) {
    std::uint64_t sum = 0;
    for (const pid_t process : processes) {
        const std::string status = status_of(living_directory(process));
        sum += resident(status) + page_tables(status);
    }
    if (sum <= bound) return sum;
    sum = 0;
    for (const pid_t process : processes) {
        const std::string directory = living_directory(process);
        const std::string status = status_of(directory);
        sum += proportional(directory, resident(status)) + page_tables(status);
    }
    return sum;
}

std::vector<pid_t> all_other_processes() {
    std::vector<pid_t> found = numbers_in("/proc");
    std::erase(found, ::getpid());
    return found;
}

}  // namespace grader
