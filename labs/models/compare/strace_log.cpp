// What strace -f -ttt -T -yy writes, a line a call:
//     4242 1700000000.123456 recvfrom(5<TCP:[127.0.0.1:1->127.0.0.1:2]>, "…", 16384, 0, NULL, NULL) = 64
//     <0.000012>
// A call during which another thread did something has two lines:
//     4242 1700000000.123456 epoll_wait(4<anon_inode:[eventpoll]>,  <unfinished ...>
//     4242 1700000000.234567 <... epoll_wait resumed>[…], 256, -1) = 1 <0.111111>
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "pictures.hpp"

namespace models {
namespace {

/// Behind the last " = ": "64 <0.000012>", "-1 EAGAIN (Resource temporarily unavailable) <0.000009>".
void read_result(const std::string& line, TracedCall& call) {
    const std::size_t equals = line.rfind(" = ");
    if (equals == std::string::npos) return;
    std::istringstream words(line.substr(equals + 3));
    std::string error;
    words >> call.result;
    if (call.result == "-1" && words >> error) call.result += " " + error;
    // "6<TCP:[…]>" is descriptor 6.
    call.result = call.result.substr(0, call.result.find('<'));
    const std::size_t time = line.rfind('<');
    if (time != std::string::npos && time > equals && line.back() == '>')
        call.lasted = std::strtod(line.c_str() + time + 1, nullptr);
}

}  // namespace

std::vector<TracedCall> calls_in(const std::string& log) {
    std::vector<TracedCall> calls;
    std::map<int, std::size_t> unfinished;  // of a thread: its call that has not returned
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        TracedCall call;
        if (!(words >> call.thread >> call.begin)) continue;
        std::string rest;
        std::getline(words >> std::ws, rest);
        if (rest.starts_with("<... ")) {
            const auto found = unfinished.find(call.thread);
            if (found == unfinished.end()) continue;
            read_result(rest, calls[found->second]);
            unfinished.erase(found);
            continue;
        }
        const std::size_t bracket = rest.find('(');
        // "--- SIGTERM {…} ---", "+++ exited with 0 +++"
        if (bracket == std::string::npos || rest[0] == '-' || rest[0] == '+') continue;
        call.name = rest.substr(0, bracket);
        call.descriptor = rest.substr(bracket + 1, rest.find_first_of(",)", bracket) - bracket - 1);
        if (rest.ends_with("<unfinished ...>"))
            unfinished[call.thread] = calls.size();
        else
            read_result(rest, call);
        calls.push_back(call);
    }
    std::stable_sort(calls.begin(), calls.end(),
                     [](const TracedCall& one, const TracedCall& other) { return one.begin < other.begin; });
    return calls;
}

}  // namespace models
