#include "base/calls.hpp"

#include <seccomp.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace grader {

namespace {

struct NamedRow {
    std::string_view name;
    CallRow row;
};

// In the order of the enumerators, which come from the same list.
constexpr NamedRow table[] = {
    {"", {.followed = false}},
#define CALL(name, ...) {#name, {__VA_ARGS__}},
#include "base/calls.def"
#undef CALL
};

constexpr auto first_unlisted = static_cast<int>(Call::first_unlisted);
constexpr std::string_view nameless = "call_";  // and its number

struct NumberedCall {
    std::string_view name;
    long number;
};

// From 424 on the numbers are the same on every architecture.
constexpr NumberedCall new_calls[] = {{"pidfd_send_signal", 424},
                                      {"io_uring_setup", 425},
                                      {"io_uring_enter", 426},
                                      {"io_uring_register", 427},
                                      {"open_tree", 428},
                                      {"move_mount", 429},
                                      {"fsopen", 430},
                                      {"fsconfig", 431},
                                      {"fsmount", 432},
                                      {"fspick", 433},
                                      {"pidfd_open", 434},
                                      {"clone3", 435},
                                      {"close_range", 436},
                                      {"pidfd_getfd", 438},
                                      {"process_madvise", 440},
                                      {"mount_setattr", 442},
                                      {"quotactl_fd", 443},
                                      {"memfd_secret", 447},
                                      {"process_mrelease", 448},
                                      {"fchmodat2", 452},
                                      {"statmount", 457},
                                      {"listmount", 458},
                                      {"lsm_set_self_attr", 460},
                                      {"setxattrat", 463},
                                      {"removexattrat", 466},
                                      {"open_tree_attr", 467},
                                      {"file_setattr", 469}};

std::vector<Call> calls_with(bool (*wanted)(const CallRow& row)) {
    std::vector<Call> calls;
    for (std::size_t place = 1; place < std::size(table); ++place) {
        if (wanted(table[place].row)) calls.push_back(static_cast<Call>(place));
    }
    return calls;
}

}  // namespace

long number_of_call(const std::string& name) {
    const int known = seccomp_syscall_resolve_name(name.c_str());
    if (known != __NR_SCMP_ERROR) return known;
    for (const NumberedCall& call : new_calls) {
        if (call.name == name) return call.number;
    }
    return -1;
}

const CallRow& about(Call call) {
    const auto place = static_cast<std::size_t>(call);
    return table[place < std::size(table) ? place : 0].row;
}

std::string name_of(Call call) {
    const auto place = static_cast<std::size_t>(call);
    if (place < std::size(table)) return std::string(table[place].name);
    const int number = static_cast<int>(call) - first_unlisted;
    char* name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    std::string found = name != nullptr ? name : std::string(nameless) + std::to_string(number);
    std::free(name);  // NOLINT(cppcoreguidelines-no-malloc): libseccomp's contract
    return found;
}

Call call_named(std::string_view name) {
    const auto* const row = std::find_if(std::begin(table), std::end(table),
                                         [&](const NamedRow& row) { return row.name == name; });
    if (row != std::end(table)) return static_cast<Call>(row - std::begin(table));
    if (const long number = number_of_call(std::string(name)); number >= 0)
        return static_cast<Call>(first_unlisted + static_cast<int>(number));
    int number = -1;
    if (name.substr(0, nameless.size()) != nameless) return Call::none;
    const auto [rest, error] =
        std::from_chars(name.data() + nameless.size(), name.data() + name.size(), number);
    constexpr int most = 100'000;
    const bool is_one =
        error == std::errc() && rest == name.data() + name.size() && number >= 0 && number < most;
    return is_one ? static_cast<Call>(first_unlisted + number) : Call::none;
}

Call call_numbered(long number) {
    static const std::map<long, Call> listed = [] {
        std::map<long, Call> calls;
        for (std::size_t place = 1; place < std::size(table); ++place)
            calls[number_of_call(std::string(table[place].name))] = static_cast<Call>(place);
        return calls;
    }();
    const auto found = listed.find(number);
    return found != listed.end() ? found->second
                                 : static_cast<Call>(first_unlisted + static_cast<int>(number));
}

int length_argument(Call call) {
    const auto& length = about(call).length;
    return length.kind == Length::argument ? length.argument : -1;
}

bool accepts(Call call) {
    return about(call).returns == Returns::connection;
}

const std::vector<Call>& pattern_calls() {
    static const std::vector<Call> calls = calls_with([](const CallRow& row) { return row.followed; });
    return calls;
}

const std::vector<Call>& cause_calls() {
    static const std::vector<Call> calls =
        calls_with([](const CallRow& row) { return row.followed || row.tells_causes; });
    return calls;
}

void to_json(nlohmann::json& to, const Call& from) {
    to = name_of(from);
}

void from_json(const nlohmann::json& from, Call& to) {
    to = call_named(from.get_ref<const std::string&>());
}

}  // namespace grader
