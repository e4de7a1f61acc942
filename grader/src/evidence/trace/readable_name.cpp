#include "evidence/trace/readable_name.hpp"

#include <cxxabi.h>
#include <signal.h>
#include <sys/time.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>

namespace grader {

namespace {

/// SIGVTALRM ends the process unless it is over before.
class LimitedTime {
 public:
    LimitedTime() {
        const itimerval seconds{{0, 0}, {2, 0}};
        ::signal(SIGVTALRM, SIG_DFL);
        ::setitimer(ITIMER_VIRTUAL, &seconds, nullptr);
    }
    ~LimitedTime() {
        const itimerval never{};
        ::setitimer(ITIMER_VIRTUAL, &never, nullptr);
    }
    LimitedTime(const LimitedTime&) = delete;
    LimitedTime& operator=(const LimitedTime&) = delete;
};

std::string cut(std::string text) {
    if (text.size() > longest_symbol) text.resize(longest_symbol);
    return text;
}

}  // namespace

std::string readable_name(const char* name, DoubtfulName& doubtful, const std::set<std::string>& unreadable) {
    if (name == nullptr) return {};
    const std::size_t length = ::strnlen(name, longest_symbol + 1);
    const std::string plain(name, std::min(length, longest_symbol));
    const bool is_mangled = plain.rfind("_Z", 0) == 0;
    if (!is_mangled || length > longest_symbol || unreadable.count(plain) != 0) return plain;
    std::memcpy(doubtful.text, plain.c_str(), plain.size() + 1);
    std::string text = plain;
    {
        const LimitedTime limited;
        int status = 0;
        char* demangled = abi::__cxa_demangle(name, nullptr, nullptr, &status);
        if (status == 0 && demangled != nullptr)
            text = cut(std::string(demangled, ::strnlen(demangled, longest_symbol + 1)));
        std::free(demangled);  // NOLINT(cppcoreguidelines-no-malloc): __cxa_demangle's contract
    }
    doubtful.text[0] = '\0';
    return text;
}

}  // namespace grader
